using System.Collections.Concurrent;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>
/// Timer: finds runs whose turn it is but whose message or executing instance was lost, between a write and the message that should have followed it, and runs
/// of whose end not everybody was told. Gives them their turn again; <see cref="ExecuteRun"/> gives those that were tried often enough a visible end.
/// </summary>
internal sealed partial class ResendRuns(RunStore store, RunNews news, TimeProvider time, ILogger<ResendRuns> logger)
{
    public const string FunctionName = "ResendRuns";
    public const string Schedule = "*/10 * * * * *";

    /// <summary>A message younger than this may simply be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where every place is taken, messages wait for long; then one more a minute does no harm.</summary>
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);

    /// <summary>When this instance last gave a run its turn. The timer runs on one instance at a time; another that takes over starts anew.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _given = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (runId, at) in _given)
        {
            if (now - at > Repeat)
            {
                _given.TryRemove(runId, out _);
            }
        }

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
                // One broken room must not keep the others' runs waiting; it is looked at again at the next tick.
                Log.Failed(logger, exception, roomId);
            }
        }
    }

    private async Task LookAtAsync(string roomId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var untold = await store.UntoldAsync(roomId, cancellationToken);
        foreach (var (runId, since) in untold)
        {
            if (now - since > Patience && await store.FindAsync(roomId, runId, cancellationToken) is { } ended && _given.TryAdd(runId, now))
            {
                await news.GiveTurnAsync(roomId, ended, cancellationToken);
            }
        }

        if ((await store.QueueAsync(roomId, cancellationToken)).First is not { } first)
        {
            if (untold.Count == 0)
            {
                await store.ForgetActiveAsync(roomId, now - Patience, cancellationToken);
            }
        }
        else if (await store.FindAsync(roomId, first, cancellationToken) is { } run
            && (run.Status is Run.Queued ? now - run.RequestedAt > Patience : run.LeaseUntil < now)
            && _given.TryAdd(run.Id, now))
        {
            await news.GiveTurnAsync(roomId, run, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Looking for lost runs of room {RoomId} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string roomId);
    }
}
