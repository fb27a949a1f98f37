using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Calls;
using CodeMeet.Chat;
using CodeMeet.Collab;
using CodeMeet.Execution;

namespace CodeMeet.Rooms;

/// <summary>What the hub delivers: each member is the name of an event and its type that of the one argument. Never made; the API's document shows it.</summary>
internal sealed record HubEvents(
    UpdateEvent Update,
    AwarenessEvent Awareness,
    RunAnswer Run,
    OutputEvent Output,
    CaseEvent Case,
    MessageAnswer Chat,
    TimelineEvent Timeline,
    ParticipantsEvent Participants,
    RoomEvent Room,
    SignalEvent Signal,
    SupersededEvent Superseded,
    RemovedEvent Removed);

/// <summary>What stands in a timeline entry: each member is a type of entries and its type that of their payload. Never made; the API's document shows it.</summary>
internal sealed record TimelinePayloads(
    PersonPayload Joined,
    PersonPayload Waiting,
    PersonPayload Admitted,
    PersonPayload Left,
    PersonPayload Lobby,
    PersonPayload Removed,
    StatePayload State,
    RunPayload Run,
    ChatPayload Chat);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HubEvents))]
[JsonSerializable(typeof(TimelinePayloads))]
internal sealed partial class HubEventsJson : JsonSerializerContext;
