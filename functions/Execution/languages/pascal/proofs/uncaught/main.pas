{$mode objfpc}
uses SysUtils;

function Half(N: Integer): Integer;
begin
  if Odd(N) then raise EArgumentException.Create('odd: ' + IntToStr(N));
  Half := N div 2;
end;

begin
  WriteLn(Half(3));
end.
