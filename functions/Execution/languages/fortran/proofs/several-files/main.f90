program main
  use words
  implicit none

  print '(a)', greet('Ada')
end program main
