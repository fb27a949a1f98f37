(define (half n)
  (if (odd? n) (error "odd:" n))
  (quotient n 2))

(display (half 3))
