using CodeMeet.Calls;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>Ends a room: the state is written first and decides every race, then the pages are told. Safe to call twice and from two instances.</summary>
internal sealed class RoomEnding(RoomStore store, Timeline timeline, IRealtime realtime, ICallProvider calls, TimeProvider time)
{
    /// <param name="roomId">The room.</param>
    /// <param name="actor">Who ends it; null for the server.</param>
    /// <param name="decide">
    /// The reason to end a room that is still open, or null to leave it open; throws when the caller may not. Asked about the rows that the commit then names, and again
    /// after a conflict. An ended room answers anybody the same.
    /// </param>
    /// <param name="cancellationToken">Stops it before the commit, not after.</param>
    /// <returns>The room as it stands now; a second end answers the first one's time and reason.</returns>
    public async Task<Room> EndAsync(string roomId, string? actor, Func<RoomPartition, ValueTask<string?>> decide, CancellationToken cancellationToken)
    {
        var (room, endedNow) = await store.ChangeAsync(roomId, async partition =>
        {
            if (partition.Room.IsOver)
            {
                return ((partition.Room, false), []);
            }

            if (await decide(partition) is not { } reason)
            {
                return ((partition.Room, false), []);
            }

            var ended = RoomMoves.End(partition.Room, reason, time.GetUtcNow());
            ended = ended with { Epoch = ended.Epoch + 1 };
            return ((ended, true), (IReadOnlyList<TableWrite>)[new TableWrite.Replace(RoomRows.ToRow(ended), partition.Room.ETag)]);
        }, cancellationToken);
        if (!room.IsOver)
        {
            return room;
        }

        if (endedNow)
        {
            await timeline.AppendAsync(room, "state", actor, Timeline.EveryoneSees, new StatePayload(room.State, room.Locked, room.EndReason), RoomsJson.Default.StatePayload, CancellationToken.None);
        }

        await calls.RevokeAsync(roomId, CancellationToken.None);
        // Told again on every call: the first caller may have died between the write and the news.
        var news = new RoomEvent(RoomViews.Of(room));
        await realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "room", news);
        var partition = await store.ReadAsync(roomId, CancellationToken.None);
        foreach (var waiting in partition?.Participants.Where(p => p.Status == ParticipantStatus.Waiting) ?? [])
        {
            await realtime.ToUserAsync(RoomGroups.WaitingPage(roomId, waiting.Id), "room", news);
        }

        await store.UnlistAsync(roomId, CancellationToken.None);
        return room;
    }
}
