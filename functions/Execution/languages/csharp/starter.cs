static string Solve(IReadOnlyList<string> lines) => $"Hello, {(lines.Count > 0 ? lines[0] : "world")}!";

// What is typed into the input box arrives on standard input.
var lines = new List<string>();
while (Console.ReadLine() is { } line)
    lines.Add(line);
Console.WriteLine(Solve(lines));
