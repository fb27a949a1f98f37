;; The time in milliseconds since 1970, again after a line of input.
(defun tell ()
  (multiple-value-bind (seconds microseconds) (sb-ext:get-time-of-day)
    (format t "~d~%" (+ (* seconds 1000) (floor microseconds 1000)))))

(tell)
(read-line *standard-input* nil)
(tell)
