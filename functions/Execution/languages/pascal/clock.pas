{ The time in milliseconds since 1970, again after a line of input. }
program Main;

uses SysUtils;

procedure Tell;
begin
  WriteLn(Trunc((Now - UnixDateDelta) * MSecsPerDay));
end;

begin
  Tell;
  ReadLn;
  Tell;
end.
