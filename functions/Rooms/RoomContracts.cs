using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeMeet.Rooms;

internal sealed record CreateRoom(string? Title, RoomKind? Kind, string? Language, string? Name);

internal sealed record JoinRoom(string? Name, string? Invite);

internal sealed record CreateInvite(Role? Role, int? MaxUses, int? ExpiresInMinutes);

/// <summary>A room as anyone inside or waiting may see it.</summary>
internal sealed record RoomView(
    string Id,
    string Title,
    RoomKind Kind,
    RoomState State,
    int Epoch,
    string Language,
    int Capacity,
    bool Locked,
    bool LobbyOn,
    string HostId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? EndReason);

internal sealed record ParticipantView(
    string Id,
    string Name,
    Role Role,
    ParticipantStatus Status,
    int? Seat,
    string Colour,
    int ClientId,
    bool Online,
    DateTimeOffset? HeldUntil,
    DateTimeOffset JoinedAt);

/// <summary>An invitation. <paramref name="Url"/> is present only in the answer that made it.</summary>
internal sealed record InviteView(string Id, Role Role, string? Url, DateTimeOffset ExpiresAt, int MaxUses, int Uses);

internal sealed record RoomCreated(RoomView Room, ParticipantView Participant, IReadOnlyList<ParticipantView> Participants, int ClientId, string Token, IReadOnlyList<InviteView> Invites);

internal sealed record RoomJoined(RoomView Room, ParticipantView Participant, IReadOnlyList<ParticipantView> Participants, int ClientId, string Token);

internal sealed record RoomDetails(RoomView Room, IReadOnlyList<ParticipantView> Participants, ParticipantView You);

internal sealed record RoomAnswer(RoomView Room);

/// <summary>After a change of people; <paramref name="Invite"/> replaces the link that a removed person had used.</summary>
internal sealed record ParticipantsAnswer(IReadOnlyList<ParticipantView> Participants, InviteView? Invite);

internal sealed record InviteAnswer(InviteView Invite);

internal sealed record InvitesAnswer(IReadOnlyList<InviteView> Invites);

/// <summary>Answer to a heartbeat: everything a page compares with what it has, so that nothing missed stays missed.</summary>
/// <param name="Heads">Last seq of the document <c>code</c>, so far the only one; empty for those who wait.</param>
/// <param name="Token">A fresh token when the old one is half spent.</param>
internal sealed record Heartbeat(DateTimeOffset Now, RoomView Room, IReadOnlyList<ParticipantView> Participants, IReadOnlyDictionary<string, long> Heads, long TimelineHead, string? Token);

internal sealed record RoomEvent(RoomView Room);

internal sealed record ParticipantsEvent(IReadOnlyList<ParticipantView> List);

internal sealed record SupersededEvent;

/// <param name="Reason"><c>removed</c> (by a host or interviewer), <c>lobby</c> (sent back to wait: join again) or <c>left</c> (away so long that the seat went to somebody else).</param>
internal sealed record RemovedEvent([property: AllowedValues("removed", "lobby", "left")] string Reason);

/// <summary>One entry of a room's timeline.</summary>
/// <param name="Seq">Dense per room, from 1.</param>
/// <param name="Ms">Milliseconds since the room was created.</param>
/// <param name="Actor">Participant id; null for the server itself.</param>
/// <param name="Audience"><c>room</c> or <c>interviewers</c>.</param>
internal sealed record TimelineEntry(long Seq, DateTimeOffset At, long Ms, string Type, string? Actor, [property: AllowedValues(Timeline.EveryoneSees, Timeline.InterviewersSee)] string Audience, JsonElement Payload);

internal sealed record TimelineEvent(TimelineEntry Event);

internal sealed record TimelinePage(IReadOnlyList<TimelineEntry> Events, long Head);

/// <summary>Payload of <c>joined</c>, <c>left</c>, <c>removed</c>, <c>admitted</c> entries.</summary>
internal sealed record PersonPayload(string ParticipantId, string Name, Role Role);

/// <summary>Payload of <c>state</c> entries.</summary>
internal sealed record StatePayload(RoomState State, bool Locked, string? Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateRoom))]
[JsonSerializable(typeof(JoinRoom))]
[JsonSerializable(typeof(CreateInvite))]
[JsonSerializable(typeof(RoomCreated))]
[JsonSerializable(typeof(RoomJoined))]
[JsonSerializable(typeof(RoomDetails))]
[JsonSerializable(typeof(RoomAnswer))]
[JsonSerializable(typeof(ParticipantsAnswer))]
[JsonSerializable(typeof(InviteAnswer))]
[JsonSerializable(typeof(InvitesAnswer))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(RoomEvent))]
[JsonSerializable(typeof(ParticipantsEvent))]
[JsonSerializable(typeof(SupersededEvent))]
[JsonSerializable(typeof(RemovedEvent))]
[JsonSerializable(typeof(TimelineEvent))]
[JsonSerializable(typeof(TimelinePage))]
[JsonSerializable(typeof(PersonPayload))]
[JsonSerializable(typeof(StatePayload))]
internal sealed partial class RoomsJson : JsonSerializerContext;
