namespace CodeMeet.Rooms;

/// <summary>
/// Who was last heard of when. Presence is derived from heartbeats at the moment of asking, never stored as a state or a counter that a crash could leave wrong.
/// </summary>
/// <param name="lastSeen">Last heartbeat by participant id.</param>
internal sealed class Presence(IReadOnlyDictionary<string, DateTimeOffset> lastSeen)
{
    /// <summary>How often a page sends a heartbeat.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>Two missed heartbeats mean away (rooms.md, unclean disconnect).</summary>
    public static readonly TimeSpan Away = 2 * HeartbeatInterval;

    /// <summary>How long the seat of an interviewer or observer is held for their return; host and candidate keep theirs for the whole room.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(120);

    public bool IsOnline(Participant participant, DateTimeOffset now) => participant.Status == ParticipantStatus.Seated && now - LastSign(participant) < Away;

    /// <summary>Until when the seat of somebody who is away is held; null for those who are here or whose seat has no deadline.</summary>
    public DateTimeOffset? HeldUntil(Participant participant, DateTimeOffset now) =>
        participant.Status != ParticipantStatus.Seated || IsOnline(participant, now) || participant.Role is Role.Host or Role.Candidate
            ? null
            : LastSign(participant) + Away + Hold;

    public bool SeatExpired(Participant participant, DateTimeOffset now) => HeldUntil(participant, now) is { } until && now >= until;

    /// <summary>Whether somebody in the lobby still has a page open there; a place in the lobby is held as long as a seat.</summary>
    public bool StillWaits(Participant participant, DateTimeOffset now) => participant.Status == ParticipantStatus.Waiting && now - LastSign(participant) < Hold;

    private DateTimeOffset LastSign(Participant participant) =>
        lastSeen.TryGetValue(participant.Id, out var seen) && seen > participant.LastJoinAt ? seen : participant.LastJoinAt;
}
