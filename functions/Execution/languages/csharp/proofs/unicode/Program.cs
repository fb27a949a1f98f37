Console.WriteLine(Console.ReadLine());
Console.WriteLine("žluťoučký 日本語 🦊");
