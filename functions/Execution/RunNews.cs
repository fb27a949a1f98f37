using System.Text.Json;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
using CodeMeet.Rooms;

namespace CodeMeet.Execution;

/// <summary>What follows a change of a run: the pages are told, the timeline keeps it, the next run of the room gets its turn.</summary>
internal sealed class RunNews(IQueueStore queues, IRealtime realtime, Timeline timeline, RoomStore rooms, RunStore store)
{
    public const string QueueName = "runs";

    /// <summary>Of runs with a terminal, which last for minutes: a queue of their own, so that none of the others ever waits behind them.</summary>
    public const string InteractiveQueueName = "runs-interactive";

    /// <summary>Queues the pointer that makes an instance execute the run.</summary>
    public Task GiveTurnAsync(string roomId, Run run, CancellationToken cancellationToken) => queues.SendAsync(
        run.Terminal is null ? QueueName : InteractiveQueueName,
        JsonSerializer.Serialize(new ExecuteRunMessage(roomId, run.Id), ExecutionJson.Default.ExecuteRunMessage), TimeSpan.Zero, cancellationToken);

    public Task TellAsync(string roomId, RunView run) =>
        realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "run", new RunAnswer(run));

    public Task TellAsync(string roomId, string runId, RunCase ended) =>
        realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "case", new CaseEvent(runId, ended.Index, RunViews.Of(ended, seesHidden: false)));

    /// <summary>
    /// What follows the end of a run: everybody is told, the timeline keeps it, the next one gets its turn. None of the three waits for another to succeed. Until all have,
    /// the run is marked as untold, and its next delivery does this again: done twice, it is told twice but kept once.
    /// </summary>
    public async Task FinishedAsync(Room room, Run run, RunResult result, RunQueue queue, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            GiveNextTurnAsync(room.Id, queue, cancellationToken),
            // Cases and transcript went out while it ran, and together may be large: who missed them reads the run.
            TellAsync(room.Id, RunViews.Of(run, result, seesHidden: false) with { Cases = null, Output = null }),
            timeline.AppendAsync(room, "run", run.RequestedBy, Timeline.EveryoneSees,
                new RunPayload(run.Id, run.Language, run.Status, result.Sandbox.ExitCode, result.Sandbox.WallMs, run.CasesPassed, run.CasesTotal == 0 ? null : run.CasesTotal),
                ExecutionJson.Default.RunPayload, cancellationToken, once: run.Id));
        await store.ToldAsync(room.Id, run.Id, cancellationToken);
    }

    private async Task GiveNextTurnAsync(string roomId, RunQueue queue, CancellationToken cancellationToken)
    {
        List<Run> waiting = [];
        foreach (var waitingId in queue.RunIds)
        {
            if (await store.FindAsync(roomId, waitingId, cancellationToken) is { } next)
            {
                waiting.Add(next);
                if (string.Equals(waitingId, queue.First, StringComparison.Ordinal))
                {
                    await GiveTurnAsync(roomId, next, cancellationToken);
                }
            }
        }

        foreach (var next in waiting.Where(next => next.Status is Run.Queued))
        {
            await TellAsync(roomId, RunViews.Of(next, queue.PositionOf(next.Id)));
        }
    }

    public async Task<Room?> RoomAsync(string roomId, CancellationToken cancellationToken) => (await rooms.ReadCallerAsync(roomId, "", cancellationToken)).Room;
}
