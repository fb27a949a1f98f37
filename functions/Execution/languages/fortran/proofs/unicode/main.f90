program unicode
  implicit none
  character(len=100) :: line

  read '(a)', line
  print '(a)', trim(line)
  print '(a)', 'žluťoučký 日本語 🦊'
end program unicode
