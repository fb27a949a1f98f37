namespace CodeMeet.Execution;

/// <summary>
/// Timer: finds runs whose turn it is but whose message or executing instance was lost, between a write and the message that should have followed it. Gives them
/// their turn again, or, when that was tried often enough, a visible end.
/// </summary>
internal sealed class ResendRuns(RunStore store, RunNews news, ExecuteRun executeRun, TimeProvider time)
{
    public const string FunctionName = "ResendRuns";
    public const string Schedule = "*/30 * * * * *";

    /// <summary>A message younger than this may simply be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<string> roomIds = [];
        await foreach (var roomId in store.ActiveRoomsAsync(cancellationToken))
        {
            roomIds.Add(roomId);
        }

        foreach (var roomId in roomIds)
        {
            if ((await store.QueueAsync(roomId, cancellationToken)).First is not { } first)
            {
                await store.ForgetActiveAsync(roomId, now - Patience, cancellationToken);
            }
            else if (await store.FindAsync(roomId, first, cancellationToken) is { } run)
            {
                await ReviveAsync(roomId, run, now, cancellationToken);
            }
        }
    }

    private async Task ReviveAsync(string roomId, Run run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lost = run.Status is Run.Queued ? now - run.RequestedAt > Patience : run.LeaseUntil < now;
        if (!lost)
        {
            return;
        }

        if (run.Attempt >= Run.MostAttempts)
        {
            await executeRun.ConcludeAsync(roomId, run.Id, ExecuteRun.Failed("The machine that ran this stopped before it could say how it ended."), cancellationToken);
        }
        else
        {
            await news.GiveTurnAsync(roomId, run.Id, cancellationToken);
        }
    }
}
