// why: Threads and processes without end.
// about: processes
// expect: ok runtime_error memory_limit time_limit
// limits: wallMs=5000
var made = 0;
try
{
    for (; made < 2000; made++)
        new Thread(() => { try { System.Diagnostics.Process.Start("/bin/sleep", "30").WaitForExit(); } catch (Exception) { Thread.Sleep(-1); } }, 1 << 17) { IsBackground = true }.Start();
    Console.WriteLine("BREACH: 2000 threads");
}
catch (Exception)
{
    Console.WriteLine("contained");
}
Environment.Exit(0);
