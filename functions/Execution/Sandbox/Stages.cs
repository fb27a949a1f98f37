using System.Net.Sockets;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <summary>Runs stages one after another in a cell and watches from outside: the stop button, the listener, and a clock that does not trust the agent's.</summary>
internal sealed class Stages(Cell cell, OutputFeed live, TimeProvider time, CancellationToken stop)
{
    /// <summary>How much later than the agent's clocks ours strike. With killing and reaping this stays below X2's second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    /// <summary>A file of a few lines is read; what matters is not to keep a doomed run for seconds.</summary>
    private static readonly TimeSpan OomInterval = TimeSpan.FromMilliseconds(100);

    /// <param name="stage">What to run.</param>
    /// <param name="output">Whole when this returns.</param>
    /// <param name="input">Null for a compile step, which has none.</param>
    /// <exception cref="Exception">What the output's listener or the input threw: nobody is there any more.</exception>
    public async Task<StageEnd> RunAsync(AgentStage stage, StageOutput output, StageInput? input)
    {
        if (stop.IsCancellationRequested)
            return new StageEnd(null, Cancelled: true, Overdue: false, OutOfMemory: false);
        var agent = cell.Process.Agent;
        var killsBefore = cell.Group?.OomKills() ?? 0;
        await agent.SendStageAsync(stage, CancellationToken.None);
        var report = agent.ReceiveReportAsync(output, CancellationToken.None);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStop = stop.Register(() => stopped.TrySetResult());
        using var clock = new CancellationTokenSource();
        var feeding = FeedAsync(agent, input, clock.Token);
        var failed = Task.WhenAny(live.Delivered, FailureOf(feeding));
        var deadline = Task.Delay(TimeSpan.FromMilliseconds(stage.Limits.WallMs) + Grace, time, clock.Token);
        try
        {
            var first = await Task.WhenAny(report, stopped.Task, OutOfMemoryAsync(killsBefore, clock.Token), failed, deadline);
            if (first == failed)
                await await failed;
            var overdue = first == deadline;
            if (first != report && !overdue)
            {
                await agent.SendStopAsync(CancellationToken.None);
                overdue = await Task.WhenAny(report, Task.Delay(Grace, time, clock.Token)) != report;
            }

            if (overdue)
                cell.Process.Kill();
            var ended = await report;
            output.End(isCut: ended?.Limit is AgentLimit.Output);
            // A program that ended by itself at the same moment has its own verdict.
            var byItself = ended is { Limit: not AgentLimit.Stopped };
            return new StageEnd(
                ended,
                Cancelled: stop.IsCancellationRequested && !byItself,
                Overdue: overdue && first == deadline,
                OutOfMemory: cell.Group?.OomKills() > killsBefore);
        }
        finally
        {
            await clock.CancelAsync();
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Completes only when <paramref name="feeding"/> fails: that all has been typed is no reason to end.</summary>
    private static async Task FailureOf(Task feeding)
    {
        await feeding;
        await new TaskCompletionSource().Task;
    }

    private async Task FeedAsync(AgentConnection agent, StageInput? input, CancellationToken ended)
    {
        if (input is null)
            return;
        try
        {
            if (input.Before.Length > 0)
                await agent.SendInputAsync(Encoding.UTF8.GetBytes(input.Before), ended);
            var room = SourceFiles.MaxStdinBytes;
            while (room > 0 && input.Typed is { } typed && await typed.WaitToReadAsync(ended))
            {
                while (typed.TryRead(out var text))
                {
                    var bytes = Encoding.UTF8.GetBytes(text);
                    if ((room -= bytes.Length) < 0)
                        break;
                    // Said before it is given: the program's answer cannot come first.
                    live.Tell(OutputStream.Input, text);
                    await agent.SendInputAsync(bytes, ended);
                }
            }

            await agent.SendInputEndAsync(ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The program ended without waiting for the rest.
        }
        catch (SocketException e) when (AgentConnection.IsGone(e))
        {
            // Receiving says so too.
        }
    }

    /// <summary>
    /// Ends when the kernel has killed a process of the group for want of memory. It kills one and leaves the rest, which may then wait for it until their time is up;
    /// the verdict is clear now. Never ends without a group.
    /// </summary>
    private async Task OutOfMemoryAsync(long killsBefore, CancellationToken clock)
    {
        if (cell.Group is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, clock);
        while (cell.Group!.OomKills() == killsBefore)
            await Task.Delay(OomInterval, time, clock);
    }
}

/// <param name="Before">Given to the program at its start.</param>
/// <param name="Typed">Then what comes here, until it is completed; null: the input ends at once.</param>
internal sealed record StageInput(string Before, System.Threading.Channels.ChannelReader<string>? Typed = null);
