using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>
/// Queue handler: waits for a place, claims a run under its ETag with a lease, has it executed and stores its verdict. A second delivery finds it claimed and returns
/// quietly (rule S2); an instance that dies leaves a lease that <see cref="ResendRuns"/> sees running out.
/// </summary>
internal sealed partial class ExecuteRun(RunStore store, RunNews news, LiveRuns liveRuns, RunPlaces places, RunAttempt attempts, RunLease lease, TimeProvider time, ILogger<ExecuteRun> logger)
{
    public const string FunctionName = "ExecuteRun";
    public const string PoisonFunctionName = "ExecuteRunPoison";
    public const string InteractiveFunctionName = "ExecuteInteractiveRun";
    public const string InteractivePoisonFunctionName = "ExecuteInteractiveRunPoison";

    public async Task HandleAsync(ExecuteRunMessage message, CancellationToken cancellationToken)
    {
        var (roomId, runId) = message;
        if (await store.FindAsync(roomId, runId, cancellationToken) is not { } run || !(IsFree(run) || run.IsOver))
        {
            return;
        }

        using var live = liveRuns.Begin(runId, cancellationToken);
        if (live is null)
        {
            return;
        }

        if (run.IsOver)
        {
            await TellEndAsync(roomId, run, cancellationToken);
            return;
        }

        if (EndWithoutRunning(run) is null)
        {
            using var place = places.Join(run.Terminal is not null);
            try
            {
                await WaitForPlaceAsync(roomId, run, live, place);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Stopped while it waited. Whoever stopped it has ended it only if nobody had ever claimed it: the claim below finds nothing to do and the end follows.
            }

            if (await store.ChangeAsync(roomId, runId, Claim, cancellationToken) is { } claimed)
            {
                await ExecuteAsync(roomId, claimed, live, cancellationToken);
                return;
            }
        }

        if (await store.FindAsync(roomId, runId, cancellationToken) is { } still && IsFree(still) && EndWithoutRunning(still) is { } end)
        {
            var left = await store.OutputAsync(roomId, still, cancellationToken);
            await ConcludeAsync(roomId, runId, left is null ? end : With(end, still, left), still.Attempt, CancellationToken.None);
            if (left is not null)
            {
                await store.DropOutputAsync(roomId, still, CancellationToken.None);
            }
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
    public async Task ConcludeAsync(string roomId, string runId, RunResult result, int? attempt, CancellationToken cancellationToken)
    {
        var room = await news.RoomAsync(roomId, cancellationToken);
        if (await store.FinishAsync(roomId, runId, result, attempt, afterEnd: room is null or { IsOver: true }, cancellationToken) is not var (run, queue))
        {
            return;
        }

        if (room is null)
        {
            await store.ToldAsync(roomId, runId, CancellationToken.None);
        }
        else
        {
            await news.FinishedAsync(room, run, result, queue, CancellationToken.None);
        }
    }

    /// <summary>Does what follows the end of a run if whoever ended it did not come to that.</summary>
    private async Task TellEndAsync(string roomId, Run run, CancellationToken cancellationToken)
    {
        if (!await store.IsUntoldAsync(roomId, run.Id, cancellationToken))
        {
            return;
        }

        var result = await store.ResultAsync(roomId, run, cancellationToken) ?? throw new InvalidDataException($"Run {run.Id} is over and has no result.");
        if (await news.RoomAsync(roomId, cancellationToken) is { } room)
        {
            await news.FinishedAsync(room, run, result, await store.QueueAsync(roomId, cancellationToken), cancellationToken);
        }
        else
        {
            await store.ToldAsync(roomId, run.Id, cancellationToken);
        }
    }

    public static RunResult Failed(string why) => new(new(Verdict.InfraError, null, null, null, "", why, false, false, null, null, null, null, null));

    public static RunResult Stopped() => new(new(Verdict.Cancelled, null, null, null, "", "", false, false, null, null, null, null, null));

    private Run? Claim(Run run) => IsFree(run) && EndWithoutRunning(run) is null ? Claimed(run) : null;

    private Run Claimed(Run run)
    {
        var now = time.GetUtcNow();
        return run with { Status = Run.Running, StartedAt = now, LeaseUntil = now + lease.Time, Attempt = run.Attempt + 1 };
    }

    /// <summary>Nobody has it: it waits, or the lease of whoever had it ran out.</summary>
    private bool IsFree(Run run) => !run.IsOver && !(run.Status is Run.Running && run.LeaseUntil > time.GetUtcNow());

    private static RunResult? EndWithoutRunning(Run run) =>
        run.StopRequested ? Stopped()
        : run.Attempt >= Run.MostAttempts ? Failed("The machine that ran this stopped before it could say how it ended.")
        : null;

    /// <summary>What an attempt that never came to its end is known to have printed.</summary>
    private static RunResult With(RunResult end, Run run, RunOutput left) =>
        new(left.PutInto(end.Sandbox), run.CasesTotal == 0 ? null : left.Cases, run.Terminal is null ? null : left.Segments);

    /// <summary>Tells the room how many others are before it, as often as that changes.</summary>
    private async Task WaitForPlaceAsync(string roomId, Run run, LiveRuns.LiveRun live, RunPlaces.Ticket place)
    {
        while (true)
        {
            var (ahead, moved) = place.Look();
            if (ahead != live.RoomsAhead)
            {
                live.RoomsAhead = ahead;
                if (ahead is not null && run.Status is Run.Queued)
                {
                    await news.TellAsync(roomId, RunViews.Of(run, position: 0, ahead));
                }
            }

            if (ahead is null)
            {
                return;
            }

            await moved.WaitAsync(live.Token);
        }
    }

    /// <summary>Has a claimed run executed; a failure of ours is tried once more, as an attempt that everybody sees.</summary>
    private async Task ExecuteAsync(string roomId, Run claimed, LiveRuns.LiveRun live, CancellationToken cancellationToken)
    {
        try
        {
            for (Run? next = claimed; next is not null;)
            {
                claimed = next;
                await news.TellAsync(roomId, RunViews.Of(claimed));
                var result = await attempts.ExecuteAsync(roomId, claimed, live, cancellationToken);
                if (result.Sandbox.Status is Verdict.Cancelled)
                {
                    // Our own shutdown is not the author's stop: the run is executed again elsewhere.
                    cancellationToken.ThrowIfCancellationRequested();
                }

                next = result.Sandbox.Status is Verdict.InfraError ? await ClaimAgainAsync(roomId, claimed, result, cancellationToken) : null;
                if (next is null)
                {
                    await ConcludeAsync(roomId, claimed.Id, result, claimed.Attempt, CancellationToken.None);
                }

                if (live.Output is { IsKept: true })
                {
                    await store.DropOutputAsync(roomId, claimed, CancellationToken.None);
                }
            }
        }
        catch
        {
            await ReleaseAsync(roomId, claimed);
            throw;
        }
    }

    /// <summary>The next attempt, or null when there is none left or somebody pressed stop.</summary>
    private async Task<Run?> ClaimAgainAsync(string roomId, Run claimed, RunResult failed, CancellationToken cancellationToken)
    {
        if (claimed.Attempt >= Run.MostAttempts)
        {
            return null;
        }

        Log.Retrying(logger, claimed.Id, failed.Sandbox.Fault);
        return await store.ChangeAsync(roomId, claimed.Id, run => run.IsStill(claimed) && !run.StopRequested ? Claimed(run) : null, cancellationToken);
    }

    /// <summary>Ends the own lease, so that the next delivery takes the run over at once instead of when the lease runs out.</summary>
    private async Task ReleaseAsync(string roomId, Run claimed)
    {
        try
        {
            await store.ChangeAsync(roomId, claimed.Id, run => run.IsStill(claimed) ? run with { LeaseUntil = time.GetUtcNow() } : null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or Refusal)
        {
            Log.NotReleased(logger, exception, claimed.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Run {RunId} failed on our side and is tried once more: {Fault}")]
        public static partial void Retrying(ILogger logger, string runId, string? fault);

        [LoggerMessage(2, LogLevel.Warning, "The lease of run {RunId} could not be ended; the run waits until it runs out")]
        public static partial void NotReleased(ILogger logger, Exception exception, string runId);
    }
}
