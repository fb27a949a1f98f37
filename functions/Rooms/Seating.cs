using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>What a join led to.</summary>
/// <param name="Room">As it stands after the commit.</param>
/// <param name="Supersedes">Client ids of this person's older pages, all of which give way to this one.</param>
/// <param name="Entry">Type of the timeline entry that tells of it; null for a reload, and for somebody who waits already.</param>
/// <param name="GaveUp">Whose held seat this person got, because they stayed away too long.</param>
/// <param name="Changed">Whether anything was written, so that the others have something to hear.</param>
internal sealed record Joined(Room Room, Participant Participant, IReadOnlyList<int> Supersedes, string? Entry, Participant? GaveUp, bool Changed);

/// <summary>Who gets into a room and onto which seat. Decisions only; <see cref="RoomStore.ChangeAsync"/> commits them against the room's ETag.</summary>
internal static class Seating
{
    /// <summary>Clocks of the two sides may differ by this much when an invitation runs out.</summary>
    private static readonly TimeSpan InviteGrace = TimeSpan.FromSeconds(60);

    /// <summary>Told apart on white and on black, and by people who do not see red and green apart.</summary>
    private static readonly string[] Colours = ["#0b7285", "#c2255c", "#5f3dc4", "#e8590c", "#2b8a3e", "#1864ab", "#a61e4d", "#5c940d"];

    public static string ColourFor(int index) => Colours[index % Colours.Length];

    /// <summary>A newcomer with an invitation.</summary>
    /// <exception cref="Refusal">ROOM_NOT_FOUND, ROOM_ENDED, INVITE_REVOKED, INVITE_EXPIRED, INVITE_USED, ROOM_LOCKED, ROOM_FULL, LOBBY_FULL.</exception>
    public static (Joined, IReadOnlyList<TableWrite>) Newcomer(RoomPartition partition, string inviteId, string name, Presence? presence, DateTimeOffset now)
    {
        var invite = partition.Invites.FirstOrDefault(i => string.Equals(i.Id, inviteId, StringComparison.Ordinal)) ?? throw RoomStore.NotFound();
        var room = partition.Room;
        if (room.IsOver)
        {
            throw Ended();
        }

        if (invite.RevokedAt is not null)
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "INVITE_REVOKED", "This invitation was withdrawn. Ask the host for a new link.");
        }

        if (now > invite.ExpiresAt + InviteGrace)
        {
            throw new Refusal(StatusCodes.Status410Gone, "INVITE_EXPIRED", "This invitation has run out. Ask the host for a new link.");
        }

        if (invite.Uses >= invite.MaxUses)
        {
            throw new Refusal(StatusCodes.Status409Conflict, "INVITE_USED", "This invitation was used as often as it may be. Ask the host for a new link.");
        }

        if (room.Locked)
        {
            throw Locked();
        }

        var newcomer = new Participant(Ids.NewParticipant(), name, invite.Role, ParticipantStatus.Seated, ColourFor(partition.Participants.Count), 0, [], now, now, invite.Id, "");
        var used = new TableWrite.Replace(RoomRows.ToRow(invite with { Uses = invite.Uses + 1 }), invite.ETag);
        if (MustWait(room, invite.Role))
        {
            if (partition.Participants.Count(p => presence?.StillWaits(p, now) ?? p.Status == ParticipantStatus.Waiting) >= RoomPartition.LobbyPlaces)
            {
                throw new Refusal(StatusCodes.Status409Conflict, "LOBBY_FULL", "Too many people are waiting for this room already. Try again in a minute.", TimeSpan.FromMinutes(1));
            }

            var waiting = newcomer with { Status = ParticipantStatus.Waiting };
            return (new Joined(room, waiting, [], "waiting", null, Changed: true), [new TableWrite.Insert(RoomRows.ToRow(waiting)), used]);
        }

        var seated = newcomer with { ClientId = room.NextClientId };
        var touched = room with { NextClientId = room.NextClientId + 1 };
        List<TableWrite> writes = [new TableWrite.Replace(RoomRows.ToRow(touched), room.ETag), new TableWrite.Insert(RoomRows.ToRow(seated)), used];
        var gaveUp = TakeSeat(partition, seated, presence, now, writes);
        return (new Joined(touched, seated, [], "joined", gaveUp, Changed: true), writes);
    }

    /// <summary>Somebody who was here before and proves it with their own token: the same participant, the same seat, a new page (rule R4).</summary>
    /// <exception cref="Refusal">ROOM_ENDED, REMOVED, ROOM_LOCKED, ROOM_FULL.</exception>
    public static (Joined, IReadOnlyList<TableWrite>) Return(RoomPartition partition, string participantId, Presence? presence, DateTimeOffset now)
    {
        var room = partition.Room;
        var participant = partition.Find(participantId) ?? throw RoomStore.NotFound();
        if (participant.Status == ParticipantStatus.Removed)
        {
            throw Removed();
        }

        if (room.IsOver)
        {
            throw Ended();
        }

        if (participant.Status == ParticipantStatus.Waiting)
        {
            return (new Joined(room, participant, [], null, null, Changed: false), []);
        }

        var seat = partition.SeatOf(participantId);
        if (seat is null && participant.Role != Role.Host)
        {
            if (room.Locked)
            {
                throw Locked();
            }

            if (participant.Status is ParticipantStatus.Left or ParticipantStatus.Expired && MustWait(room, participant.Role))
            {
                var waiting = participant with { Status = ParticipantStatus.Waiting, LastJoinAt = now };
                return (new Joined(room, waiting, [], "waiting", null, Changed: true), [new TableWrite.Replace(RoomRows.ToRow(waiting), participant.ETag)]);
            }
        }

        var returning = participant with
        {
            Status = ParticipantStatus.Seated,
            ClientId = room.NextClientId,
            EarlierClientIds = participant.ClientId == 0 ? participant.EarlierClientIds : [.. participant.EarlierClientIds.TakeLast(MaxEarlierPages - 1), participant.ClientId],
            LastJoinAt = now,
        };
        var touched = room with
        {
            NextClientId = room.NextClientId + 1,
            UnhostedSince = participant.Role is Role.Host or Role.Interviewer ? null : room.UnhostedSince,
        };
        List<TableWrite> writes =
        [
            new TableWrite.Replace(RoomRows.ToRow(touched), room.ETag),
            new TableWrite.Replace(RoomRows.ToRow(returning), participant.ETag),
        ];
        var gaveUp = seat is null ? TakeSeat(partition, returning, presence, now, writes) : null;
        var reload = participant is { Status: ParticipantStatus.Seated, ClientId: > 0 };
        return (new Joined(touched, returning, returning.EarlierClientIds, reload ? null : "joined", gaveUp, Changed: true), writes);
    }

    /// <summary>Somebody who waits is let in and has their seat from this moment; their page then joins again.</summary>
    /// <returns>The person admitted, whose held seat they got if they got one, and the writes.</returns>
    public static (Participant Admitted, Participant? GaveUp, IReadOnlyList<TableWrite> Writes) Admit(RoomPartition partition, Participant waiting, Presence presence, DateTimeOffset now)
    {
        var admitted = waiting with { Status = ParticipantStatus.Seated, LastJoinAt = now };
        List<TableWrite> writes = [new TableWrite.Replace(RoomRows.ToRow(admitted), waiting.ETag)];
        var gaveUp = partition.SeatOf(waiting.Id) is null ? TakeSeat(partition, admitted, presence, now, writes) : null;
        return (admitted, gaveUp, writes);
    }

    public static Refusal Ended() => new(StatusCodes.Status410Gone, "ROOM_ENDED", "This room has ended. Nothing in it can be changed any more.");

    public static Refusal Removed() => new(StatusCodes.Status403Forbidden, "REMOVED", "You were removed from this room. If that was a mistake, ask the host for a new link.");

    public static Refusal Superseded() => new(StatusCodes.Status409Conflict, "SUPERSEDED", "You have opened this room in another tab or on another device. Choose “use here” to go on in this one.");

    /// <summary>A page's outbox outlives a few reloads; edits of pages older than this many are refused.</summary>
    private const int MaxEarlierPages = 32;

    private static Refusal Locked() => new(StatusCodes.Status423Locked, "ROOM_LOCKED", "The host has locked this room. Ask them to unlock it, then try again.", TimeSpan.FromSeconds(10));

    /// <summary>
    /// Before an interview starts, and wherever the lobby is on, candidates and observers wait to be admitted. The lobby of a pair room is on only since somebody was
    /// removed, who may have been an interviewer: there interviewers wait as well.
    /// </summary>
    private static bool MustWait(Room room, Role role) => role switch
    {
        Role.Candidate or Role.Observer => room.LobbyOn || !room.HasStarted,
        Role.Interviewer => room is { LobbyOn: true, HasStarted: true, Kind: RoomKind.Pair },
        _ => false,
    };

    /// <summary>Adds the writes that seat somebody: a free seat, else one whose owner stayed away too long.</summary>
    /// <param name="presence">Null on the first try, when only rows are looked at: presence is read only for rooms that seem full.</param>
    /// <returns>The former owner of the seat, whose pages are to be put out after the commit; null when the seat was free.</returns>
    private static Participant? TakeSeat(RoomPartition partition, Participant participant, Presence? presence, DateTimeOffset now, List<TableWrite> writes)
    {
        if (partition.FreeSeat(participant.Role) is { } free)
        {
            writes.Add(new TableWrite.Insert(RoomRows.ToRow(new Seat(free, participant.Id, ""))));
            return null;
        }

        if (presence is not null && partition.ExpiredSeat(participant.Role, presence, now) is { } expired)
        {
            writes.Add(new TableWrite.Replace(RoomRows.ToRow(expired with { ParticipantId = participant.Id }), expired.ETag));
            var owner = partition.Find(expired.ParticipantId);
            if (owner is not null)
            {
                writes.Add(new TableWrite.Replace(RoomRows.ToRow(owner with { Status = ParticipantStatus.Expired }), owner.ETag));
            }

            return owner;
        }

        throw new Refusal(StatusCodes.Status409Conflict, "ROOM_FULL", "All seats of this room are taken. Stay on this page: you get in when one becomes free.", TimeSpan.FromSeconds(5));
    }
}
