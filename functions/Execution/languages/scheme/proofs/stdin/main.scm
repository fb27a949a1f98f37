(let* ((a (read)) (b (read)))
  (format #t "~a ~a~%" (+ a b) (string-join (cdr (command-line)) "|")))
