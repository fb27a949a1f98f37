! The time in milliseconds since 1970, again after a line of input.
program main
  use, intrinsic :: iso_c_binding
  implicit none

  type, bind(c) :: timespec
    integer(c_long) :: seconds, nanoseconds
  end type timespec

  interface
    integer(c_int) function clock_gettime(which, now) bind(c)
      import :: c_int, timespec
      integer(c_int), value :: which
      type(timespec), intent(out) :: now
    end function clock_gettime
  end interface

  integer :: status

  call tell
  read (*, *, iostat=status)
  call tell

contains

  subroutine tell
    type(timespec) :: now
    integer(c_int) :: ignored

    ignored = clock_gettime(0_c_int, now)
    print '(i0)', now%seconds * 1000 + now%nanoseconds / 1000000
  end subroutine tell
end program main
