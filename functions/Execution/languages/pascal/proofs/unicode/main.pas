var
  Line: string;
begin
  ReadLn(Line);
  WriteLn(Line);
  WriteLn('žluťoučký 日本語 🦊');
end.
