int unused;
string? text = null;
Console.WriteLine(text!?.Length ?? 3);
Environment.ExitCode = 9;
