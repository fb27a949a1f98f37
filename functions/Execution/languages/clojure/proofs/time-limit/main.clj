(println "partial")
(loop [] (recur))
