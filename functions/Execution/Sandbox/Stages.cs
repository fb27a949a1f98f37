namespace CodeMeet.Execution.Sandbox;

/// <summary>Runs stages one after another in a cell and watches from outside: the stop button, the output limit, and a clock that does not trust the agent's.</summary>
internal sealed class Stages(Cell cell, OutputPump pump, Task output, TimeProvider time, CancellationToken stop)
{
    /// <summary>A file of a few lines is read; what matters is not to keep a doomed run for seconds.</summary>
    private static readonly TimeSpan OomInterval = TimeSpan.FromMilliseconds(100);

    /// <exception cref="Exception">What the output's listener threw: nobody is watching any more.</exception>
    public async Task<StageEnd> RunAsync(AgentStage stage, TimeSpan grace)
    {
        if (stop.IsCancellationRequested)
            return new StageEnd(null, Cancelled: true, OverOutput: false, Overdue: false, OutOfMemory: false);
        var agent = cell.Process.Agent;
        await agent.SendStageAsync(stage, CancellationToken.None);
        var report = agent.ReceiveReportAsync(CancellationToken.None);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStop = stop.Register(() => stopped.TrySetResult());
        using var clock = new CancellationTokenSource();
        var deadline = Task.Delay(TimeSpan.FromMilliseconds(stage.WallMs) + grace, time, clock.Token);
        try
        {
            var first = await Task.WhenAny(report, stopped.Task, pump.OverLimit, OutOfMemoryAsync(clock.Token), output, deadline);
            if (first == output)
                await output; // throws if the listener did; otherwise the sandbox died and the report says so
            var overdue = first == deadline;
            if (first != report && !overdue)
            {
                await agent.SendStopAsync(CancellationToken.None);
                overdue = await Task.WhenAny(report, Task.Delay(grace, time, clock.Token)) != report;
            }

            if (overdue)
                cell.Process.Kill();
            var ended = await report;
            // A program that ended by itself at the same moment has its own verdict.
            var byItself = ended is { Limit: not AgentLimit.Stopped };
            return new StageEnd(
                ended,
                Cancelled: stop.IsCancellationRequested && !byItself,
                OverOutput: pump.OverLimit.IsCompleted,
                Overdue: overdue && first == deadline,
                OutOfMemory: cell.Group?.OomKills() > 0);
        }
        finally
        {
            await clock.CancelAsync();
        }
    }

    /// <summary>
    /// Ends when the kernel has killed a process of the group for want of memory. It kills one and leaves the rest, which may then wait for it until their time is up;
    /// the verdict is clear now. Never ends without a group.
    /// </summary>
    private async Task OutOfMemoryAsync(CancellationToken clock)
    {
        if (cell.Group is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, clock);
        while (cell.Group!.OomKills() == 0)
            await Task.Delay(OomInterval, time, clock);
    }
}
