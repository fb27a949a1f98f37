(let ((a (read)) (b (read)))
  (format t "~a ~{~a~^|~}~%" (+ a b) (rest sb-ext:*posix-argv*)))
