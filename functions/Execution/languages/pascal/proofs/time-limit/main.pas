begin
  WriteLn('partial');
  while True do;
end.
