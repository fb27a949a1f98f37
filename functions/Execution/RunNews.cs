using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
using CodeMeet.Rooms;

namespace CodeMeet.Execution;

/// <summary>What follows a change of a run: the pages are told, the timeline keeps it, the next run of the room gets its turn.</summary>
internal sealed class RunNews(IQueueStore queues, IRealtime realtime, Timeline timeline, RoomStore rooms)
{
    public const string QueueName = "runs";

    /// <summary>Queues the pointer that makes an instance execute the run.</summary>
    public Task GiveTurnAsync(string roomId, string runId, CancellationToken cancellationToken) =>
        queues.SendAsync(QueueName, System.Text.Json.JsonSerializer.Serialize(new ExecuteRunMessage(roomId, runId), ExecutionJson.Default.ExecuteRunMessage), TimeSpan.Zero, cancellationToken);

    public Task TellAsync(string roomId, RunView run) =>
        realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "run", new RunAnswer(run));

    /// <summary>Tells a finished run, keeps it in the timeline and gives the next one its turn.</summary>
    public async Task FinishedAsync(Room room, Run run, SandboxResult result, RunQueue queue, RunStore store, CancellationToken cancellationToken)
    {
        // The next turn first: whatever fails below, the room's queue goes on.
        if (queue.First is { } next)
        {
            await GiveTurnAsync(room.Id, next, cancellationToken);
        }

        await TellAsync(room.Id, RunViews.Of(run, null, result));
        foreach (var waitingId in queue.RunIds)
        {
            if (await store.FindAsync(room.Id, waitingId, cancellationToken) is { } waiting)
            {
                await TellAsync(room.Id, RunViews.Of(waiting, queue.PositionOf(waitingId), null));
            }
        }

        await timeline.AppendAsync(room, "run", run.RequestedBy, Timeline.EveryoneSees,
            new RunPayload(run.Id, run.Language, run.Status, result.ExitCode, result.WallMs), ExecutionJson.Default.RunPayload, cancellationToken);
    }

    public async Task<Room?> RoomAsync(string roomId, CancellationToken cancellationToken) => (await rooms.ReadCallerAsync(roomId, "", cancellationToken)).Room;
}

internal static class RunViews
{
    /// <param name="run">The run.</param>
    /// <param name="position">Its place in the queue; shown while it waits.</param>
    /// <param name="result">Null in lists and while it is not over.</param>
    public static RunView Of(Run run, int? position, SandboxResult? result) => new(
        run.Id, run.Status, run.Language, run.Entry, [.. run.Files.Select(path => new RunFile(path))], run.RequestedBy, run.RequestedAt, run.StartedAt, run.FinishedAt,
        run.Status is Run.Queued ? position : null, result?.ExitCode, result?.Signal, result?.Compile, result?.Stdout ?? "", result?.Stderr ?? "",
        result?.StdoutTruncated ?? false, result?.StderrTruncated ?? false, result?.CpuMs, result?.WallMs, result?.MemoryKb, result?.LimitHit, result?.Toolchain, run.AfterEnd);
}
