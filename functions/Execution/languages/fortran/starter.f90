program main
  implicit none
  character(len=100) :: name
  integer :: status

  ! What is typed into the input box arrives on standard input.
  read (*, '(a)', iostat=status) name
  if (status /= 0) name = 'world'
  print '(a)', solve(trim(name))

contains

  function solve(name) result(greeting)
    character(len=*), intent(in) :: name
    character(len=:), allocatable :: greeting

    greeting = 'Hello, ' // name // '!'
  end function solve
end program main
