(format t "before~%")

(defun half (n)
  (/ n 2)
