using System.Collections.Concurrent;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Realtime;
using CodeMeet.Rooms;

namespace CodeMeet.Execution;

/// <summary>
/// Queue handler: claims a run under its ETag with a lease, executes it, streams its output and stores its verdict. A second delivery finds it claimed and returns
/// quietly (rule S2); an instance that dies leaves a lease that <see cref="ResendRuns"/> sees running out.
/// </summary>
internal sealed partial class ExecuteRun(RunStore store, RunNews news, RunStops stops, ISandbox sandbox, IRealtime realtime, TimeProvider time, ILogger<ExecuteRun> logger)
{
    public const string FunctionName = "ExecuteRun";
    public const string PoisonFunctionName = "ExecuteRunPoison";

    public async Task HandleAsync(ExecuteRunMessage message, CancellationToken cancellationToken)
    {
        var (roomId, runId) = message;
        var claimed = await store.ChangeAsync(roomId, runId, Claim, cancellationToken);
        if (claimed is null)
        {
            return;
        }

        await news.TellAsync(roomId, RunViews.Of(claimed, null, null), cancellationToken);
        var source = await store.SourceAsync(roomId, runId, cancellationToken);
        var request = new SandboxRequest(claimed.Language, source.Files, claimed.Entry, source.Stdin, source.Args, source.Limits);

        using var stop = stops.Begin(runId, cancellationToken);
        var watching = WatchForStopAsync(roomId, runId, stop);
        SandboxResult result;
        try
        {
            result = await RunTwiceAtMostAsync(roomId, runId, request, stop.Token, cancellationToken);
        }
        finally
        {
            await stop.EndAsync();
            await watching;
        }

        // Our own shutdown is not the author's stop: the lease runs out and the run is executed again elsewhere.
        cancellationToken.ThrowIfCancellationRequested();
        await ConcludeAsync(roomId, runId, result, cancellationToken);
    }

    /// <summary>A message that failed five times: the run gets a visible end, so that nobody watches a spinner for ever.</summary>
    public Task HandlePoisonAsync(ExecuteRunMessage message, CancellationToken cancellationToken) =>
        ConcludeAsync(message.RoomId, message.RunId, Failed("The run could not be executed after several tries."), cancellationToken);

    public async Task ConcludeAsync(string roomId, string runId, SandboxResult result, CancellationToken cancellationToken)
    {
        var room = await news.RoomAsync(roomId, cancellationToken);
        if (await store.FinishAsync(roomId, runId, result, afterEnd: room is null or { IsOver: true }, cancellationToken) is var (run, queue) && room is not null)
        {
            await news.FinishedAsync(room, run, result, queue, store, cancellationToken);
        }
    }

    public static SandboxResult Failed(string why) => new(Verdict.InfraError, null, null, null, "", why, false, false, null, null, null, null, null);

    public static SandboxResult Stopped() => new(Verdict.Cancelled, null, null, null, "", "", false, false, null, null, null, null, null);

    private Run? Claim(Run run)
    {
        var now = time.GetUtcNow();
        return run.IsOver || (run.Status is Run.Running && run.LeaseUntil > now)
            ? null
            : run with { Status = Run.Running, StartedAt = now, LeaseUntil = now + Run.Lease, Attempt = run.Attempt + 1 };
    }

    private async Task<SandboxResult> RunTwiceAtMostAsync(string roomId, string runId, SandboxRequest request, CancellationToken stop, CancellationToken cancellationToken)
    {
        await using var output = new OutputRelay(realtime, RoomGroups.Everyone(roomId), runId, time, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            SandboxResult result;
            try
            {
                result = await sandbox.RunAsync(request, output.AddAsync, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return Stopped();
            }

            if (result.Status is not Verdict.InfraError || attempt == 2)
            {
                return result;
            }

            Log.Retrying(logger, runId, result.Fault);
        }
    }

    /// <summary>Looks for a stop that was pressed on another instance; on this one <see cref="RunStops"/> knows at once.</summary>
    private async Task WatchForStopAsync(string roomId, string runId, RunStops.Stop stop)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
            while (await timer.WaitForNextTickAsync(stop.Ended))
            {
                if (await store.FindAsync(roomId, runId, stop.Ended) is { StopRequested: true })
                {
                    await stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        catch (Platform.Storage.StorageUnavailableException exception)
        {
            Log.WatchFailed(logger, exception, runId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Run {RunId} failed on our side and is tried once more: {Fault}")]
        public static partial void Retrying(ILogger logger, string runId, string? fault);

        [LoggerMessage(2, LogLevel.Warning, "Run {RunId} is no longer watched for a stop from another instance")]
        public static partial void WatchFailed(ILogger logger, Exception exception, string runId);
    }
}

/// <summary>The stop buttons of the runs that this instance executes. An accelerator: the stop is in the run's row, where every instance sees it.</summary>
internal sealed class RunStops
{
    private readonly ConcurrentDictionary<string, Stop> _running = new(StringComparer.Ordinal);

    public Stop Begin(string runId, CancellationToken shutdown) => _running[runId] = new Stop(this, runId, shutdown);

    public Task PressAsync(string runId) => _running.TryGetValue(runId, out var stop) ? stop.CancelAsync() : Task.CompletedTask;

    internal sealed class Stop(RunStops owner, string runId, CancellationToken shutdown) : IDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        private readonly CancellationTokenSource _ended = new();

        public CancellationToken Token => _stop.Token;

        public CancellationToken Ended => _ended.Token;

        public Task CancelAsync() => _stop.CancelAsync();

        public Task EndAsync()
        {
            owner._running.TryRemove(new(runId, this));
            return _ended.CancelAsync();
        }

        public void Dispose()
        {
            _stop.Dispose();
            _ended.Dispose();
        }
    }
}
