using System.Runtime.CompilerServices;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>
/// Reads and changes rooms. Every change is one transaction in the room's partition that names the room row's ETag, so a join can never commit after an end (rule R2)
/// and two changes never both win on one reading (rule S1).
/// </summary>
internal sealed class RoomStore(ITableStore tables, TimeProvider time)
{
    /// <summary>Only four joins can ever succeed before a room is full and state moves are rare, so more conflicts than this mean something else is wrong.</summary>
    private const int Tries = 12;

    private const string PresenceTable = "Presence";
    private const string LiveTable = "LiveRooms";
    private const string LivePartition = "live";

    /// <summary>The answer for rooms that do not exist and for people who have no business in one that does.</summary>
    public static Refusal NotFound() => new(StatusCodes.Status404NotFound, "ROOM_NOT_FOUND", "There is no such room, or this link does not open it. Ask for a new link.");

    public async Task<RoomPartition?> ReadAsync(string roomId, CancellationToken cancellationToken)
    {
        if (!Ids.MayExist(roomId))
        {
            return null;
        }

        List<TableRow> rows = [];
        await foreach (var row in tables.QueryAsync(RoomRows.Table, roomId, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return RoomRows.ToPartition(roomId, rows);
    }

    /// <summary>Room and one participant, for checking a caller: two point reads instead of the whole partition.</summary>
    public async Task<(Room? Room, Participant? Participant)> ReadCallerAsync(string roomId, string participantId, CancellationToken cancellationToken)
    {
        if (!Ids.MayExist(roomId))
        {
            return (null, null);
        }

        var room = tables.GetAsync(RoomRows.Table, roomId, RoomRows.RoomKey, cancellationToken);
        var participant = Ids.MayExist(participantId)
            ? tables.GetAsync(RoomRows.Table, roomId, RoomRows.ParticipantPrefix + participantId, cancellationToken)
            : Task.FromResult<TableRow?>(null);
        return (await room is { } roomRow ? RoomRows.ToRoom(roomId, roomRow) : null,
            await participant is { } participantRow ? RoomRows.ToParticipant(participantRow) : null);
    }

    public async Task CreateAsync(RoomPartition partition, CancellationToken cancellationToken)
    {
        List<TableWrite> writes = [new TableWrite.Insert(RoomRows.ToRow(partition.Room))];
        writes.AddRange(partition.Participants.Select(p => new TableWrite.Insert(RoomRows.ToRow(p))));
        writes.AddRange(partition.Seats.Select(s => new TableWrite.Insert(RoomRows.ToRow(s))));
        writes.AddRange(partition.Invites.Select(i => new TableWrite.Insert(RoomRows.ToRow(i))));

        // Listed first: a room that is listed but was never made is skipped by the sweep, one that was made but never listed would run for ever.
        await ListAsLiveAsync(partition.Room.Id, cancellationToken);
        await tables.SubmitAsync(RoomRows.Table, partition.Room.Id, writes, cancellationToken);
    }

    /// <summary>
    /// Reads the room, lets <paramref name="decide"/> choose the writes, and commits them; on a conflict it reads and decides again.
    /// <paramref name="decide"/> may refuse by throwing and answers no writes when there is nothing to change. Writes that leave the room row alone still name its ETag:
    /// the row is written again as it was.
    /// </summary>
    public async Task<T> ChangeAsync<T>(string roomId, Func<RoomPartition, ValueTask<(T Result, IReadOnlyList<TableWrite> Writes)>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var partition = await ReadAsync(roomId, cancellationToken) ?? throw NotFound();
            var (result, writes) = await decide(partition);
            if (writes.Count == 0)
            {
                return result;
            }

            if (writes.All(w => w.RowKey is not RoomRows.RoomKey))
            {
                writes = [new TableWrite.Replace(RoomRows.ToRow(partition.Room), partition.Room.ETag), .. writes];
            }

            try
            {
                // Not the caller's to cancel: what was committed has to be told, so the caller may not get away between the two.
                await tables.SubmitAsync(RoomRows.Table, roomId, writes, CancellationToken.None);
                return result;
            }
            catch (StorageConflictException) when (attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 << Math.Min(attempt, 5))), time, cancellationToken);
            }
            catch (StorageConflictException)
            {
                throw new Refusal(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY", "Too many changes hit this room at the same moment. Nothing was changed; try again.", TimeSpan.FromSeconds(1));
            }
        }
    }

    public async Task<Presence> PresenceAsync(string roomId, CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);
        await foreach (var row in tables.QueryAsync(PresenceTable, roomId, cancellationToken: cancellationToken))
        {
            seen[row.RowKey] = row.RequireTime("at");
        }

        return new Presence(seen);
    }

    public Task HeartbeatAsync(string roomId, string participantId, CancellationToken cancellationToken) =>
        tables.SubmitAsync(PresenceTable, roomId, [new TableWrite.Upsert(new TableRow(participantId) { ["at"] = time.GetUtcNow() })], cancellationToken);

    /// <summary>Rooms the sweep has to look at: everything that is not over.</summary>
    public async IAsyncEnumerable<string> LiveRoomsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in tables.QueryAsync(LiveTable, LivePartition, cancellationToken: cancellationToken))
        {
            yield return row.RowKey;
        }
    }

    public Task ListAsLiveAsync(string roomId, CancellationToken cancellationToken) =>
        tables.SubmitAsync(LiveTable, LivePartition, [new TableWrite.Upsert(new TableRow(roomId) { ["at"] = time.GetUtcNow() })], cancellationToken);

    public async Task UnlistAsync(string roomId, CancellationToken cancellationToken)
    {
        try
        {
            await tables.SubmitAsync(LiveTable, LivePartition, [new TableWrite.Delete(roomId, "*")], cancellationToken);
        }
        catch (StorageConflictException)
        {
            // Another instance took it off the list already.
        }
    }
}
