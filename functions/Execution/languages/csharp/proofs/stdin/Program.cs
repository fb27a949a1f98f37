var sum = Console.In.ReadToEnd().Split().Where(w => w.Length > 0).Sum(int.Parse);
Console.WriteLine($"{sum} {string.Join('|', args)}");
