using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>How people stop being in a room. Decisions only.</summary>
internal static class Departures
{
    /// <summary>Somebody goes of their own will: the seat is free at once. <c>Now</c> is false when they were gone already.</summary>
    /// <param name="clientId">Of the page that leaves: an older one does not take the seat from the newest.</param>
    /// <exception cref="Refusal">SUPERSEDED.</exception>
    public static ((Participant Who, bool Now) Left, IReadOnlyList<TableWrite> Writes) Leave(RoomPartition partition, string participantId, int clientId, DateTimeOffset now)
    {
        var participant = partition.Find(participantId) ?? throw RoomStore.NotFound();
        if (participant.ClientId != clientId)
        {
            throw Seating.Superseded();
        }

        return participant.Status is ParticipantStatus.Seated or ParticipantStatus.Waiting
            ? ((participant, true), Free(partition, partition.Room, participant, ParticipantStatus.Left, now))
            : ((participant, false), []);
    }

    /// <summary>
    /// Somebody is put out: the seat is free, the link they came by and those they made stop working, and from now on newcomers go through the lobby, so that a new name
    /// does not get them back in.
    /// </summary>
    /// <returns>The invitation that replaces the revoked one and its address, if there was one.</returns>
    public static ((Invite Invite, string Url)? Replacement, IReadOnlyList<TableWrite> Writes) Remove(RoomPartition partition, Participant participant, string origin, string by, DateTimeOffset now)
    {
        var room = partition.Room with { LobbyOn = true, Epoch = partition.Room.Epoch + 1 };
        var writes = Free(partition, room, participant, ParticipantStatus.Removed, now);
        (Invite Invite, string Url)? replacement = null;
        if (partition.Invites.FirstOrDefault(i => string.Equals(i.Id, participant.InviteId, StringComparison.Ordinal)) is { RevokedAt: null } used)
        {
            var made = Invitations.Make(origin, room.Id, used.Role, null, null, by, now);
            replacement = made;
            writes.Add(new TableWrite.Replace(RoomRows.ToRow(used with { RevokedAt = now }), used.ETag));
            writes.Add(new TableWrite.Insert(RoomRows.ToRow(made.Invite)));
        }

        writes.AddRange(partition.Invites
            .Where(i => i.RevokedAt is null && string.Equals(i.CreatedBy, participant.Id, StringComparison.Ordinal) && !string.Equals(i.Id, participant.InviteId, StringComparison.Ordinal))
            .Select(i => new TableWrite.Replace(RoomRows.ToRow(i with { RevokedAt = now }), i.ETag)));
        return (replacement, writes);
    }

    private static List<TableWrite> Free(RoomPartition partition, Room room, Participant participant, ParticipantStatus status, DateTimeOffset now)
    {
        var hosted = partition.Participants.Any(p => !string.Equals(p.Id, participant.Id, StringComparison.Ordinal) && p.Status == ParticipantStatus.Seated && p.Role is Role.Host or Role.Interviewer);
        List<TableWrite> writes =
        [
            new TableWrite.Replace(RoomRows.ToRow(room with { UnhostedSince = hosted ? null : room.UnhostedSince ?? now }), partition.Room.ETag),
            new TableWrite.Replace(RoomRows.ToRow(participant with { Status = status }), participant.ETag),
        ];
        if (partition.SeatOf(participant.Id) is { } seat)
        {
            writes.Add(new TableWrite.Delete(RoomRows.SeatKey(seat.Number), seat.ETag));
        }

        return writes;
    }
}
