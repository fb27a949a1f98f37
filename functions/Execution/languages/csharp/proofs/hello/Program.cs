Console.WriteLine("hello from csharp");
