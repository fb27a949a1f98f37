using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>
/// Timer: looks at every room that is not over. Pauses a started one that nobody with host powers has been in for 15 minutes, ends it after 60; ends one that never
/// started once no invitation opens it any more. Each step is one conditional write that is decided anew on the rows it names, so running twice or on two instances
/// changes nothing more (rule S2), and a host who returns at the last moment keeps the room.
/// </summary>
internal sealed partial class SweepRooms(RoomStore store, RoomNews news, RoomEnding ending, Timeline timeline, TimeProvider time, ILogger<SweepRooms> logger)
{
    public const string FunctionName = "SweepRooms";
    public const string Schedule = "0 * * * * *";
    public static readonly TimeSpan PauseAfter = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan EndAfter = TimeSpan.FromMinutes(60);

    /// <summary>For a room without invitations that never starts: a day more than an invitation lasts when nobody says otherwise.</summary>
    public static readonly TimeSpan UninvitedLifetime = TimeSpan.FromDays(8);

    /// <summary>Why this room is to end now, or null.</summary>
    public static string? WhyEnd(RoomPartition partition, Presence presence, DateTimeOffset now)
    {
        var room = partition.Room;
        if (IsHosted(partition, presence, now))
        {
            return null;
        }

        if (room.HasStarted)
        {
            return room.State is RoomState.Live or RoomState.Paused && now - room.UnhostedSince >= EndAfter ? "host_absent" : null;
        }

        var open = partition.Invites.Where(i => i.RevokedAt is null).Select(i => i.ExpiresAt).ToList();
        return now >= (open.Count > 0 ? open.Max() : room.CreatedAt + UninvitedLifetime) ? "never_started" : null;
    }

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
        if (WhyEnd(seen, presence, now) is not null)
        {
            await ending.EndAsync(roomId, null, async partition => WhyEnd(partition, await store.PresenceAsync(roomId, cancellationToken), time.GetUtcNow()), cancellationToken);
            return;
        }

        if (Watched(seen, presence, now) == seen.Room)
        {
            return;
        }

        var paused = await store.ChangeAsync<Room?>(roomId, async partition =>
        {
            var room = partition.Room;
            var after = Watched(partition, await store.PresenceAsync(roomId, cancellationToken), time.GetUtcNow());
            return after == room
                ? (null, [])
                : (after.State != room.State ? after : null, [new TableWrite.Replace(RoomRows.ToRow(after), room.ETag)]);
        }, cancellationToken);
        if (paused is not null)
        {
            await timeline.AppendAsync(paused, "state", null, Timeline.EveryoneSees, new StatePayload(paused.State, paused.Locked, "host_absent"), RoomsJson.Default.StatePayload, CancellationToken.None);
            await news.RoomChangedAsync(roomId, CancellationToken.None);
        }
    }

    /// <summary>The room with its absence noted or forgotten, and paused if that has lasted; one that has not started or is over stays as it is.</summary>
    private static Room Watched(RoomPartition partition, Presence presence, DateTimeOffset now)
    {
        var room = partition.Room;
        if (room.State is not (RoomState.Live or RoomState.Paused))
        {
            return room;
        }

        var after = room with { UnhostedSince = IsHosted(partition, presence, now) ? null : room.UnhostedSince ?? now };
        return after.State == RoomState.Live && now - after.UnhostedSince >= PauseAfter
            ? after with { State = RoomState.Paused, Epoch = room.Epoch + 1 }
            : after;
    }

    private static bool IsHosted(RoomPartition partition, Presence presence, DateTimeOffset now) =>
        partition.Participants.Any(p => p.Role is Role.Host or Role.Interviewer && presence.IsOnline(p, now));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Sweeping room {RoomId} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string roomId);
    }
}
