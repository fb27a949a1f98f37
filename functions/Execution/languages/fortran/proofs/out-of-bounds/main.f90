program half
  implicit none
  integer :: n(2), i

  n = 0
  read *, i
  print *, n(i)
end program half
