(defun solve (lines)
  (format nil "Hello, ~a!" (or (first lines) "world")))

;; What is typed into the input box arrives on standard input.
(let ((lines (loop for line = (read-line *standard-input* nil)
                   while line collect line)))
  (format t "~a~%" (solve lines)))
