new Thread(() => { while (true) { } }) { IsBackground = true }.Start();
var thread = new Thread(() => throw new InvalidOperationException("in a thread"));
Console.WriteLine("before");
thread.Start();
thread.Join();
