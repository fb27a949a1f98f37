// why: Handlers of the process's end that never end.
// about: host
// expect: time_limit
// limits: wallMs=3000
AppDomain.CurrentDomain.ProcessExit += (_, _) => { while (true) { } };
AppDomain.CurrentDomain.UnhandledException += (_, _) => { while (true) { } };
System.Runtime.Loader.AssemblyLoadContext.Default.Unloading += _ => Thread.Sleep(-1);
Environment.Exit(0);
