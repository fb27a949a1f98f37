cat("never")

half <- function(n {
  n / 2
}
