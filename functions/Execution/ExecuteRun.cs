using System.Collections.Concurrent;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
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
        if (await store.ChangeAsync(roomId, runId, Claim, cancellationToken) is { } claimed)
        {
            try
            {
                await ExecuteAsync(roomId, claimed, cancellationToken);
            }
            catch
            {
                await ReleaseAsync(roomId, claimed);
                throw;
            }
        }
        else if (await store.FindAsync(roomId, runId, cancellationToken) is { } run && IsFree(run) && EndWithoutRunning(run) is { } end)
        {
            await ConcludeAsync(roomId, runId, end, run.Attempt, CancellationToken.None);
        }
    }

    /// <summary>A message that failed five times: the run gets a visible end, so that nobody watches a spinner for ever.</summary>
    public Task HandlePoisonAsync(ExecuteRunMessage message, CancellationToken cancellationToken) =>
        ConcludeAsync(message.RoomId, message.RunId, Failed("The run could not be executed after several tries."), attempt: null, cancellationToken);

    /// <param name="roomId">The room.</param>
    /// <param name="runId">The run; nothing happens when it is over.</param>
    /// <param name="result">Its verdict.</param>
    /// <param name="attempt">The claim that the verdict belongs to; null ends the run whoever has it.</param>
    /// <param name="cancellationToken">Heard until the verdict is stored.</param>
    public async Task ConcludeAsync(string roomId, string runId, SandboxResult result, int? attempt, CancellationToken cancellationToken)
    {
        var room = await news.RoomAsync(roomId, cancellationToken);
        if (await store.FinishAsync(roomId, runId, result, attempt, afterEnd: room is null or { IsOver: true }, cancellationToken) is var (run, queue) && room is not null)
        {
            await news.FinishedAsync(room, run, result, queue, store, CancellationToken.None);
        }
    }

    public static SandboxResult Failed(string why) => new(Verdict.InfraError, null, null, null, "", why, false, false, null, null, null, null, null);

    public static SandboxResult Stopped() => new(Verdict.Cancelled, null, null, null, "", "", false, false, null, null, null, null, null);

    private Run? Claim(Run run)
    {
        var now = time.GetUtcNow();
        return IsFree(run) && EndWithoutRunning(run) is null
            ? run with { Status = Run.Running, StartedAt = now, LeaseUntil = now + Run.Lease, Attempt = run.Attempt + 1 }
            : null;
    }

    /// <summary>Nobody has it: it waits, or the lease of whoever had it ran out.</summary>
    private bool IsFree(Run run) => !run.IsOver && !(run.Status is Run.Running && run.LeaseUntil > time.GetUtcNow());

    private static SandboxResult? EndWithoutRunning(Run run) =>
        run.StopRequested ? Stopped()
        : run.Attempt >= Run.MostAttempts ? Failed("The machine that ran this stopped before it could say how it ended.")
        : null;

    private async Task ExecuteAsync(string roomId, Run claimed, CancellationToken cancellationToken)
    {
        await news.TellAsync(roomId, RunViews.Of(claimed, null, null));
        var source = await store.SourceAsync(roomId, claimed.Id, cancellationToken);
        var request = new SandboxRequest(claimed.Language, source.Files, claimed.Entry, source.Stdin, source.Args, source.Limits);

        using var stop = stops.Begin(claimed.Id, cancellationToken);
        var watching = WatchAsync(roomId, claimed, stop);
        SandboxResult result;
        try
        {
            result = await RunTwiceAtMostAsync(roomId, claimed.Id, request, stop.Token, cancellationToken);
        }
        finally
        {
            await stop.EndAsync();
            await watching;
        }

        if (result.Status is Verdict.Cancelled)
        {
            // Our own shutdown is not the author's stop: the run is executed again elsewhere.
            cancellationToken.ThrowIfCancellationRequested();
        }

        await ConcludeAsync(roomId, claimed.Id, result, claimed.Attempt, CancellationToken.None);
    }

    /// <summary>Ends the own lease, so that the next delivery takes the run over at once instead of when the lease runs out.</summary>
    private async Task ReleaseAsync(string roomId, Run claimed)
    {
        try
        {
            await store.ChangeAsync(roomId, claimed.Id, run => IsOurs(run, claimed) ? run with { LeaseUntil = time.GetUtcNow() } : null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or Refusal)
        {
            Log.NotReleased(logger, exception, claimed.Id);
        }
    }

    private static bool IsOurs(Run run, Run claimed) => !run.IsOver && run.Attempt == claimed.Attempt;

    private async Task<SandboxResult> RunTwiceAtMostAsync(string roomId, string runId, SandboxRequest request, CancellationToken stop, CancellationToken cancellationToken)
    {
        await using var output = new OutputRelay(realtime, RoomGroups.Everyone(roomId), runId, time, logger);
        for (var attempt = 1; ; attempt++)
        {
            SandboxResult result;
            try
            {
                result = await sandbox.RunAsync(request, new SandboxTalk(output.AddAsync), stop);
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

    /// <summary>
    /// Looks at the run's row while it is executed: keeps the lease, and stops when the run was stopped on another instance or is no longer ours. On this instance
    /// <see cref="RunStops"/> knows of a stop at once.
    /// </summary>
    private async Task WatchAsync(string roomId, Run claimed, RunStops.Stop stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        while (!stop.Ended.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stop.Ended);
                if (await store.FindAsync(roomId, claimed.Id, stop.Ended) is not { StopRequested: false } run || !IsOurs(run, claimed))
                {
                    await stop.CancelAsync();
                    return;
                }

                if (run.LeaseUntil - time.GetUtcNow() < Run.Lease / 2)
                {
                    await store.ChangeAsync(roomId, claimed.Id, r => IsOurs(r, claimed) ? r with { LeaseUntil = time.GetUtcNow() + Run.Lease } : null, stop.Ended);
                }
            }
            catch (OperationCanceledException) when (stop.Ended.IsCancellationRequested)
            {
                // The run is over.
            }
            catch (Exception exception) when (exception is StorageUnavailableException or Refusal)
            {
                Log.WatchFailed(logger, exception, claimed.Id);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Run {RunId} failed on our side and is tried once more: {Fault}")]
        public static partial void Retrying(ILogger logger, string runId, string? fault);

        [LoggerMessage(2, LogLevel.Warning, "Run {RunId} could not be watched for a moment; it is looked at again")]
        public static partial void WatchFailed(ILogger logger, Exception exception, string runId);

        [LoggerMessage(3, LogLevel.Warning, "The lease of run {RunId} could not be ended; the run waits until it runs out")]
        public static partial void NotReleased(ILogger logger, Exception exception, string runId);
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
