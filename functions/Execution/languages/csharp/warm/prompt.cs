Console.Write("name> ");
var name = Console.ReadLine();
Console.WriteLine($"Hi {name} {Console.IsInputRedirected} {Console.IsOutputRedirected}");
Console.Error.WriteLine("to the same terminal");
return 4;
