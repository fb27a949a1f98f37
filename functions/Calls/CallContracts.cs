using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeMeet.Calls;

/// <param name="To">Client id of the page it is for: what was meant for a page must never reach the one that took its place.</param>
/// <param name="Data">Between the two pages; the server only carries it.</param>
internal sealed record SendSignal(int To, string? Data);

/// <summary>Event <c>signal</c>: what another page sent to this one.</summary>
/// <param name="From">Client id of the page that sent it, as its token says.</param>
internal sealed record SignalEvent(int From, string Data);

/// <summary>One entry of <c>RTCConfiguration.iceServers</c>. STUN servers ask for no credentials.</summary>
internal sealed record IceServer(IReadOnlyList<string> Urls, string? Username, string? Credential);

/// <param name="ExpiresAt">When the credentials stop to open new relays; absent where there are none.</param>
/// <param name="Policy"><c>relay</c> where pages may reach each other only through the TURN servers.</param>
internal sealed record IceAnswer(IReadOnlyList<IceServer> Servers, DateTimeOffset? ExpiresAt, [property: AllowedValues(IceServers.DirectPolicy, IceServers.RelayPolicy)] string Policy);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SendSignal))]
[JsonSerializable(typeof(SignalEvent))]
[JsonSerializable(typeof(IceAnswer))]
internal sealed partial class CallsJson : JsonSerializerContext;
