;; The time in milliseconds since 1970, again after a line of input.
(use-modules (ice-9 rdelim))

(define (tell)
  (let ((now (gettimeofday)))
    (display (+ (* (car now) 1000) (quotient (cdr now) 1000)))
    (newline)))

(tell)
(read-line)
(tell)
