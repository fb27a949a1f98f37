cat("partial\n")
while (TRUE) {}
