(use-modules (ice-9 rdelim))

(define (solve lines)
  (string-append "Hello, " (if (null? lines) "world" (car lines)) "!"))

;; What is typed into the input box arrives on standard input.
(define (read-lines)
  (let ((line (read-line)))
    (if (eof-object? line) '() (cons line (read-lines)))))

(display (solve (read-lines)))
(newline)
