(format t "partial~%")
(loop)
