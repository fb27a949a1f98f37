begin
  WriteLn('hello from pascal');
end.
