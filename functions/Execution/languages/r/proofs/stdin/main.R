n <- scan(file("stdin"), quiet = TRUE)
cat(sum(n), paste(commandArgs(trailingOnly = TRUE), collapse = "|"))
cat("\n")
