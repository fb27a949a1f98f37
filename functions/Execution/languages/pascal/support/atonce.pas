{ Each line is shown when it is printed, also where standard output is a pipe. }
unit AtOnce;

interface

implementation

initialization
  TextRec(Output).FlushFunc := TextRec(Output).InOutFunc;
end.
