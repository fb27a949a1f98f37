(load "lib/words.lisp")

(format t "~a~%" (greet "Ada"))
