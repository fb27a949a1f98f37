void Fall(int n)
{
    if (n == 0)
        throw new InvalidOperationException("boom", new FormatException("cause"));
    Fall(n - 1);
}

try
{
    Fall(1);
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e);
}

Console.WriteLine(Environment.StackTrace);
Console.WriteLine(string.Join('|', Environment.GetCommandLineArgs()) + System.Reflection.Assembly.GetEntryAssembly() + AppContext.BaseDirectory);
Fall(2);
