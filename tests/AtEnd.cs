namespace CodeMeet.Tests;

/// <summary>What the tests of the assembly share (a browser, Azurite, a sandbox) stops here: MSTest takes one such method in an assembly.</summary>
[TestClass]
public static class AtEnd
{
    private static readonly Lock s_gate = new();
    private static readonly Stack<Func<Task>> s_stops = new();

    /// <summary>Registers something to stop after the last test, in reverse order.</summary>
    public static void Stop(Func<Task> stop)
    {
        lock (s_gate)
        {
            s_stops.Push(stop);
        }
    }

    [AssemblyCleanup]
    public static async Task RunAsync()
    {
        while (s_stops.TryPop(out var stop))
        {
            await stop();
        }
    }
}
