Console.WriteLine(File.ReadAllText("/proc/self/cmdline"));
