program Main;

uses Words in 'lib/words.pas';

begin
  WriteLn(Greet('Ada'));
end.
