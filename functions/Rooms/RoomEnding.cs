using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>Ends a room: the state is written first and decides every race, then the pages are told. Safe to call twice and from two instances.</summary>
internal sealed class RoomEnding(RoomStore store, Timeline timeline, IRealtime realtime, TimeProvider time)
{
    /// <param name="authorise">Throws when the caller may not end a room that is still open; an ended one answers anybody the same.</param>
    /// <returns>The ended room; a second call answers the first one's time and reason.</returns>
    public async Task<Room> EndAsync(string roomId, string reason, string? actor, Func<RoomPartition, Task> authorise, CancellationToken cancellationToken)
    {
        var (room, endedNow) = await store.ChangeAsync(roomId, async partition =>
        {
            if (partition.Room.IsOver)
            {
                return ((partition.Room, false), []);
            }

            await authorise(partition);
            var ended = RoomMoves.End(partition.Room, reason, time.GetUtcNow());
            ended = ended with { Epoch = ended.Epoch + 1 };
            return ((ended, true), (IReadOnlyList<TableWrite>)[new TableWrite.Replace(RoomRows.ToRow(ended), partition.Room.ETag)]);
        }, cancellationToken);
        if (endedNow)
        {
            await timeline.AppendAsync(room, "state", actor, Timeline.EveryoneSees, new StatePayload(room.State, room.Locked, reason), RoomsJson.Default.StatePayload, cancellationToken);
        }

        // Told again on every call: the first caller may have died between the write and the news.
        var news = new RoomEvent(RoomViews.Of(room));
        await realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "room", news);
        var partition = await store.ReadAsync(roomId, cancellationToken);
        foreach (var waiting in partition?.Participants.Where(p => p.Status == ParticipantStatus.Waiting) ?? [])
        {
            await realtime.ToUserAsync(RoomGroups.WaitingPage(roomId, waiting.Id), "room", news);
        }

        await store.UnlistAsync(roomId, cancellationToken);
        return room;
    }
}
