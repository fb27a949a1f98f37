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

/// <summary>One page that has been in the room's call, as its provider knows it.</summary>
internal sealed record CallPage(int ClientId, string UserId);

/// <summary>What a page needs to be in the call. With the mesh that is nothing but the links it has already.</summary>
/// <param name="Provider">What carries sound and pictures: <c>mesh</c> (the pages themselves) or <c>acs</c>, with which everything else is there, too.</param>
internal sealed record CallAnswer([property: AllowedValues(CallAnswer.Mesh, CallAnswer.Acs)] string Provider)
{
    public const string Mesh = "mesh";
    public const string Acs = "acs";

    /// <summary>GUID of the room's group call.</summary>
    public string? GroupId { get; init; }

    /// <summary>Who this page is in it.</summary>
    public string? UserId { get; init; }

    public string? Token { get; init; }

    /// <summary>When the token ends; to be asked for anew before.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who is who, this page included; whoever came later is known to the next answer.</summary>
    public IReadOnlyList<CallPage>? Pages { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SendSignal))]
[JsonSerializable(typeof(SignalEvent))]
[JsonSerializable(typeof(IceAnswer))]
[JsonSerializable(typeof(CallAnswer))]
[JsonSerializable(typeof(RevokeCallMessage))]
internal sealed partial class CallsJson : JsonSerializerContext;
