half <- function(n) {
  if (n %% 2 == 1) stop("odd: ", n)
  n / 2
}

half(3)
