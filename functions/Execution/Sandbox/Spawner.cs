using System.Collections.Concurrent;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// One thread, for the life of the process, that starts every sandbox: the kernel ties "die with the parent" to the thread that started the child,
/// and a thread of the pool may end while its children still run.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<Action> Work = [];

    static Spawner()
    {
        var thread = new Thread(() =>
        {
            foreach (var start in Work.GetConsumingEnumerable())
                start();
        })
        { IsBackground = true, Name = "sandbox spawner" };
        thread.Start();
    }

    /// <summary>Runs <paramref name="start"/> on the thread; its exception becomes the task's.</summary>
    public static Task<int> StartAsync(Func<int> start)
    {
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(start());
            }
#pragma warning disable CA1031 // Whatever it was, the caller is told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }
}
