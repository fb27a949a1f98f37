var
  A, B: Integer;
begin
  ReadLn(A, B);
  WriteLn(A + B, ' ', ParamStr(1), '|', ParamStr(2));
end.
