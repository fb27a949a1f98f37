using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>
/// Timer: finds runs whose turn it is but whose message or executing instance was lost, between a write and the message that should have followed it. Gives them
/// their turn again; <see cref="ExecuteRun"/> gives those that were tried often enough a visible end.
/// </summary>
internal sealed partial class ResendRuns(RunStore store, RunNews news, TimeProvider time, ILogger<ResendRuns> logger)
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
            try
            {
                await LookAtAsync(roomId, now, cancellationToken);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
            {
                // One broken room must not keep the others' runs waiting; it is tried again in half a minute.
                Log.Failed(logger, exception, roomId);
            }
        }
    }

    private async Task LookAtAsync(string roomId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((await store.QueueAsync(roomId, cancellationToken)).First is not { } first)
        {
            await store.ForgetActiveAsync(roomId, now - Patience, cancellationToken);
        }
        else if (await store.FindAsync(roomId, first, cancellationToken) is { } run
            && (run.Status is Run.Queued ? now - run.RequestedAt > Patience : run.LeaseUntil < now))
        {
            await news.GiveTurnAsync(roomId, run.Id, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Looking for lost runs of room {RoomId} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string roomId);
    }
}
