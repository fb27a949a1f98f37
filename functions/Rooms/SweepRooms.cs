using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>
/// Timer: looks at every room that is not over. Pauses one that nobody with host powers has been in for 15 minutes, ends it after 60. Each step is one conditional
/// write, so running twice or on two instances changes nothing more (rule S2).
/// </summary>
internal sealed partial class SweepRooms(RoomStore store, RoomNews news, RoomEnding ending, Timeline timeline, TimeProvider time, ILogger<SweepRooms> logger)
{
    public const string FunctionName = "SweepRooms";
    public const string Schedule = "0 * * * * *";
    public static readonly TimeSpan PauseAfter = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan EndAfter = TimeSpan.FromMinutes(60);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<string> roomIds = [];
        await foreach (var roomId in store.LiveRoomsAsync(cancellationToken))
        {
            roomIds.Add(roomId);
        }

        foreach (var roomId in roomIds)
        {
            try
            {
                await SweepAsync(roomId, cancellationToken);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or StorageUnavailableException))
            {
                // One broken room must not keep the others from being swept; it is tried again in a minute.
                Log.Failed(logger, exception, roomId);
            }
        }
    }

    private async Task SweepAsync(string roomId, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(roomId, cancellationToken) is not { } seen)
        {
            // Listed just before it is made; gone from the list only once it is certainly not coming.
            return;
        }

        if (seen.Room.IsOver)
        {
            await store.UnlistAsync(roomId, cancellationToken);
            return;
        }

        var presence = await store.PresenceAsync(roomId, cancellationToken);
        var now = time.GetUtcNow();
        var hosted = seen.Participants.Any(p => p.Role is Role.Host or Role.Interviewer && presence.IsOnline(p, now));
        var absence = seen.Room.UnhostedSince is { } since ? now - since : TimeSpan.Zero;
        if (!hosted && absence >= EndAfter)
        {
            await ending.EndAsync(roomId, "host_absent", null, _ => Task.CompletedTask, cancellationToken);
            return;
        }

        var paused = await store.ChangeAsync<Room?>(roomId, partition =>
        {
            var room = partition.Room;
            var after = room with { UnhostedSince = hosted ? null : room.UnhostedSince ?? now };
            if (!hosted && after.State == RoomState.Live && now - after.UnhostedSince >= PauseAfter)
            {
                after = after with { State = RoomState.Paused, Epoch = room.Epoch + 1 };
            }

            return ValueTask.FromResult<(Room?, IReadOnlyList<TableWrite>)>(after == room || room.IsOver
                ? (null, [])
                : (after.State != room.State ? after : null, [new TableWrite.Replace(RoomRows.ToRow(after), room.ETag)]));
        }, cancellationToken);
        if (paused is not null)
        {
            await timeline.AppendAsync(paused, "state", null, Timeline.EveryoneSees, new StatePayload(paused.State, paused.Locked, "host_absent"), RoomsJson.Default.StatePayload, cancellationToken);
            await news.RoomChangedAsync(roomId, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Sweeping room {RoomId} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string roomId);
    }
}
