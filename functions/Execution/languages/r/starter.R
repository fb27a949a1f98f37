solve <- function(lines) {
  paste0("Hello, ", if (length(lines) > 0) lines[1] else "world", "!")
}

# What is typed into the input box arrives on standard input.
lines <- readLines(file("stdin"))
cat(solve(lines), "\n", sep = "")
