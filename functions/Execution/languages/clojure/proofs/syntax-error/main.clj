(println "before")

(println (missing 3))
