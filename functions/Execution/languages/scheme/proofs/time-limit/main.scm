(display "partial\n")
(let loop () (loop))
