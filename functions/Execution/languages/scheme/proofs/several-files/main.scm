(load "lib/words.scm")

(display (greet "Ada"))
(newline)
