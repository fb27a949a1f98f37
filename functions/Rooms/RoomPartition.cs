using CodeMeet.Platform.Http;

namespace CodeMeet.Rooms;

/// <summary>
/// All rows of one room as they were read together, and the decisions about seats that follow from them. Pure: no storage, no clock of its own.
/// </summary>
internal sealed record RoomPartition(Room Room, IReadOnlyList<Participant> Participants, IReadOnlyList<Seat> Seats, IReadOnlyList<Invite> Invites)
{
    public const int HostSeat = 0;
    public const int CandidateSeat = 1;

    /// <summary>People who may wait in the lobby at once; more are told to come back, so that a leaked link cannot fill the table.</summary>
    public const int LobbyPlaces = 20;

    public Participant? Find(string participantId) => Participants.FirstOrDefault(p => string.Equals(p.Id, participantId, StringComparison.Ordinal));

    public Seat? SeatOf(string participantId) => Seats.FirstOrDefault(s => string.Equals(s.ParticipantId, participantId, StringComparison.Ordinal));

    /// <summary>
    /// The seat numbers this role may take, best first. Seat 0 is the host's for the room's whole life; in an interview seat 1 is kept for a candidate, so observers
    /// never lock out the two who must be there.
    /// </summary>
    public IEnumerable<int> SeatsFor(Role role)
    {
        if (role == Role.Host)
        {
            yield return HostSeat;
            yield break;
        }

        if (Room.Kind == RoomKind.Pair || role == Role.Candidate)
        {
            yield return CandidateSeat;
        }

        for (var number = CandidateSeat + 1; number < Limits.Seats; number++)
        {
            yield return number;
        }
    }

    /// <summary>The first seat for the role that has no row, or null.</summary>
    public int? FreeSeat(Role role)
    {
        foreach (var number in SeatsFor(role))
        {
            if (Seats.All(s => s.Number != number))
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>A seat for the role whose owner has been away so long that it is given up, or null.</summary>
    public Seat? ExpiredSeat(Role role, Presence presence, DateTimeOffset now)
    {
        foreach (var number in SeatsFor(role))
        {
            if (Seats.FirstOrDefault(s => s.Number == number) is { } seat
                && (Find(seat.ParticipantId) is not { } owner || (owner.Status == ParticipantStatus.Seated && presence.SeatExpired(owner, now))))
            {
                return seat;
            }
        }

        return null;
    }
}
