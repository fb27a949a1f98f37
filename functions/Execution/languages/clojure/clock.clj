;; The time in milliseconds since 1970, again after a line of input.
(println (System/currentTimeMillis))
(read-line)
(println (System/currentTimeMillis))
