(use-modules (ice-9 rdelim))

(display (read-line))
(newline)
(display "žluťoučký 日本語 🦊\n")
