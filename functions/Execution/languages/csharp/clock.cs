// The time in milliseconds since 1970, again after a line of input.
Console.WriteLine(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
Console.ReadLine();
Console.WriteLine(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
