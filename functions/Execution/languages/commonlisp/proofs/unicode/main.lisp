(format t "~a~%" (read-line))
(format t "žluťoučký 日本語 🦊~%")
