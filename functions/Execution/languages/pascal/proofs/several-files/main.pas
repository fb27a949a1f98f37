program Main;

uses Words;

begin
  WriteLn(Greet('Ada'));
end.
