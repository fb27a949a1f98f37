module words
  use prefixes
  implicit none
contains
  function greet(name) result(text)
    character(len=*), intent(in) :: name
    character(len=:), allocatable :: text

    text = prefix // name
  end function greet
end module words
