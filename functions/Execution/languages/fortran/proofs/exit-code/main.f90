program three
  print '(a)', 'before'
  stop 3
end program three
