program add
  implicit none
  integer :: a, b
  character(len=20) :: first, second

  read *, a, b
  call get_command_argument(1, first)
  call get_command_argument(2, second)
  print '(i0, 1x, a, "|", a)', a + b, trim(first), trim(second)
end program add
