;; Runs the program named first. Compiled, as the interpreter keeps no lines to put into a backtrace.
(use-modules (system base compile))
(setvbuf (current-output-port) 'line)
(add-to-load-path (getcwd))
(let ((args (cdr (command-line))) (object "/tmp/main.go"))
  (set-program-arguments args)
  ;; So that the program may load other files into its own module.
  (user-modules-declarative? #f)
  (compile-file (car args) #:output-file object #:optimization-level 1 #:opts '(#:warnings ()) #:env (current-module))
  (load-compiled object))
