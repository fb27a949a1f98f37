AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("hook");
new Thread(() => Environment.Exit(7)).Start();
Thread.Sleep(8000);
