module prefixes
  implicit none
  character(len=*), parameter :: prefix = 'Hello, '
end module prefixes
