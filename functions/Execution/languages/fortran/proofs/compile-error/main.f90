program broken
  implicit none

  n = 3
end program broken
