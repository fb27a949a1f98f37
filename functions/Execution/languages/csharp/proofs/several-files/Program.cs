using Lib;

Console.WriteLine(Words.Greet("Ada"));
