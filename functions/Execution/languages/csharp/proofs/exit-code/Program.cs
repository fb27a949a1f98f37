Console.WriteLine("before");
return 3;
