program hello
  print '(a)', 'hello from fortran'
end program hello
