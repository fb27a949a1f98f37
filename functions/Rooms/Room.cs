using System.Text.Json.Serialization;
using CodeMeet.Platform;

namespace CodeMeet.Rooms;

/// <summary>Where a room is in its life. Only server time and its host move it, one conditional write at a time; each move raises <see cref="Room.Epoch"/>.</summary>
[JsonConverter(typeof(WireEnum<RoomState>))]
internal enum RoomState
{
    Draft,
    Scheduled,
    Lobby,
    Live,
    Paused,
    Ended,
    Archived,
    Purged,
}

[JsonConverter(typeof(WireEnum<RoomKind>))]
internal enum RoomKind
{
    /// <summary>Live from its first moment; only the host's seat is reserved.</summary>
    Pair,

    /// <summary>Begins in the lobby; one seat is kept for the host and one for the candidate.</summary>
    Interview,
}

/// <summary>What somebody may do in one room. Never an account level.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
internal enum Role
{
    Host,
    Interviewer,
    Candidate,

    /// <summary>Reads, and chats; writes nothing else.</summary>
    Observer,
}

[JsonConverter(typeof(WireEnum<ParticipantStatus>))]
internal enum ParticipantStatus
{
    Waiting,
    Seated,

    /// <summary>Derived, never stored: seated, but no heartbeat for a while.</summary>
    Held,
    Left,
    Removed,

    /// <summary>Was held too long and the seat went to somebody else.</summary>
    Expired,
}

/// <summary>The room itself: row <c>room</c> of its partition.</summary>
/// <param name="NextClientId">The id that the next joined page gets. Ids are never used twice in a room, since Yjs tells authors apart by them.</param>
/// <param name="TokensFrom">Tokens of an earlier epoch are dead; raised when an ended room is opened again.</param>
/// <param name="UnhostedSince">Since when nobody with host powers has been in the room; null while somebody is.</param>
/// <param name="ETag">Version that was read; every write names it.</param>
internal sealed record Room(
    string Id,
    string Title,
    RoomKind Kind,
    RoomState State,
    int Epoch,
    string Language,
    bool Locked,
    bool LobbyOn,
    string HostId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? EndReason,
    int NextClientId,
    int TokensFrom,
    DateTimeOffset? UnhostedSince,
    string ETag)
{
    public bool IsOver => State is RoomState.Ended or RoomState.Archived or RoomState.Purged;

    /// <summary>Before the start of an interview nobody but its interviewers sees anything of it.</summary>
    public bool HasStarted => State is not (RoomState.Draft or RoomState.Scheduled or RoomState.Lobby);
}

/// <summary>One person in one room: row <c>p-{Id}</c>.</summary>
/// <param name="ClientId">Of the newest page; 0 while none was issued.</param>
/// <param name="EarlierClientIds">Of this person's superseded pages, whose unsent edits may still arrive.</param>
/// <param name="LastJoinAt">Counts as a sign of life until the first heartbeat.</param>
/// <param name="InviteId">The invitation they came by; it is revoked when they are removed.</param>
internal sealed record Participant(
    string Id,
    string Name,
    Role Role,
    ParticipantStatus Status,
    string Colour,
    int ClientId,
    IReadOnlyList<int> EarlierClientIds,
    DateTimeOffset JoinedAt,
    DateTimeOffset LastJoinAt,
    string? InviteId,
    string ETag);

/// <summary>A taken seat: row <c>seat{Number}</c>. A free seat has no row, so a fifth can never exist (rule R1).</summary>
internal sealed record Seat(int Number, string ParticipantId, string ETag);

/// <summary>An invitation: row <c>invite-{Id}</c>, where the id is the SHA-256 of its secret. The secret itself is stored nowhere.</summary>
internal sealed record Invite(string Id, Role Role, DateTimeOffset ExpiresAt, int MaxUses, int Uses, DateTimeOffset? RevokedAt, string CreatedBy, string ETag);
