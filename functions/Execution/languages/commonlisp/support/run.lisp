;; Runs the program named first form by form, so that an error can say on which line its form begins.
(defpackage :codemeet (:use :cl))
(in-package :codemeet)

(defun fail (path line condition)
  (finish-output)
  (format *error-output* "~a:~a: ~a~%" path line condition)
  (sb-debug:print-backtrace :stream *error-output* :from :interrupted-frame :count 12)
  (finish-output *error-output*)
  (sb-ext:exit :code 1 :abort t))

(defun text-of (path)
  (with-open-file (in path :external-format :utf-8)
    (let* ((text (make-string (file-length in))) (end (read-sequence text in)))
      (subseq text 0 end))))

(defun skip (text start)
  "Past white space and comments to the end of a line."
  (loop
    (let ((next (position-if-not (lambda (c) (member c '(#\Space #\Tab #\Newline #\Return #\Page))) text :start start)))
      (cond ((null next) (return (length text)))
            ((char= (char text next) #\;) (setf start (or (position #\Newline text :start next) (length text))))
            (t (return next))))))

(defun run (path)
  (let* ((text (text-of path)) (start 0) (line 1) (before 0)
         (*load-pathname* (pathname path)) (*load-truename* (truename path)) (*readtable* *readtable*) (*package* (find-package :cl-user)))
    (handler-bind ((serious-condition (lambda (condition) (fail path line condition))))
      (loop
        (setf start (skip text start))
        (when (>= start (length text)) (return))
        (incf line (count #\Newline text :start before :end start))
        (setf before start)
        (multiple-value-bind (form end) (read-from-string text t nil :start start)
          (setf start end)
          (eval form))))))

(let ((path (second sb-ext:*posix-argv*)))
  (setf (rest sb-ext:*posix-argv*) (cddr sb-ext:*posix-argv*))
  (run path))
