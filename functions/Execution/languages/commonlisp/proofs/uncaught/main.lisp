(defun half (n)
  (when (oddp n) (error "odd: ~a" n))
  (/ n 2))

(format t "~a~%" (half 3))
