program Main;

{$mode objfpc}{$H+}

function Solve(const Name: string): string;
begin
  if Name = '' then
    Result := 'Hello, world!'
  else
    Result := 'Hello, ' + Name + '!';
end;

var
  Line: string;
begin
  { What is typed into the input box arrives on standard input. }
  ReadLn(Line);
  WriteLn(Solve(Line));
end.
