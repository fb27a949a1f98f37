(println (read-line))
(println "žluťoučký 日本語 🦊")
