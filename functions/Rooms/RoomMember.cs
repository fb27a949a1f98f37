using System.Reflection;
using CodeMeet.Platform;
using CodeMeet.Platform.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace CodeMeet.Rooms;

/// <summary>
/// The caller of a room's endpoint, as an endpoint parameter: a seated participant whose page is the newest. Identity comes from the token, rights from the rows
/// read at this call (rules I1, I2); nothing in the payload is believed. Binding refuses everybody else before the endpoint runs.
/// </summary>
internal sealed class RoomMember : IEndpointParameterMetadataProvider
{
    private RoomMember(RoomCaller caller)
    {
        Room = caller.Room;
        Participant = caller.Participant;
    }

    public Room Room { get; }

    public Participant Participant { get; }

    public string RoomId => Room.Id;

    public string ParticipantId => Participant.Id;

    /// <summary>The page's Yjs client id.</summary>
    public int ClientId => Participant.ClientId;

    public Role Role => Participant.Role;

    public DateTimeOffset RoomCreatedAt => Room.CreatedAt;

    /// <summary>Realtime user of this page.</summary>
    public string Page => RoomGroups.Page(RoomId, ClientId);

    /// <summary>Whether this person belongs to those who hold the interview: the audience of notes, and trusted to report broken entries.</summary>
    public bool IsTrusted => Role.IsTrusted;

    /// <summary>Client ids of this person's pages, newest last: whose updates they may send.</summary>
    public IReadOnlyList<int> OwnClientIds => [.. Participant.EarlierClientIds, Participant.ClientId];

    public bool MayRead(string doc) => Role.MayRead(doc);

    public bool MayWrite(string doc) => Role.MayWrite(doc);

    /// <summary>What <see cref="BindAsync"/> refuses with, for the API's document.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        RoomCaller.PopulateMetadata(parameter, builder);
        builder.Metadata.Add(new Refusals(StatusCodes.Status403Forbidden, "WAITING", "LEFT"));
        builder.Metadata.Add(new Refusals(StatusCodes.Status410Gone, "ROOM_ENDED"));
    }

    /// <summary>Bound by ASP.NET Core for endpoint parameters.</summary>
    public static async ValueTask<RoomMember?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        var caller = await RoomCaller.ReadAsync(context);
        if (caller.Room.IsOver)
        {
            throw Seating.Ended();
        }

        return caller.Participant switch
        {
            { Status: ParticipantStatus.Waiting } or { Status: ParticipantStatus.Seated, ClientId: 0 } =>
                throw new Refusal(StatusCodes.Status403Forbidden, "WAITING", "You are still waiting to be admitted to this room."),
            { Status: ParticipantStatus.Seated } => new RoomMember(caller),
            _ => throw new Refusal(StatusCodes.Status403Forbidden, "LEFT", "You have left this room. Join again to go on."),
        };
    }
}

/// <summary>The owner of a valid token of this room who was not removed: seated, waiting or gone, in a room that may be over. For the few endpoints that such people need.</summary>
internal sealed record RoomCaller(Room Room, Participant Participant, RoomToken Token) : IEndpointParameterMetadataProvider
{
    /// <summary>What any use of a room token is refused with, for the API's document.</summary>
    public static readonly Refusals[] TokenRefusals =
    [
        new(StatusCodes.Status401Unauthorized, "TOKEN_INVALID", "TOKEN_EXPIRED"),
        new(StatusCodes.Status403Forbidden, "WRONG_ROOM", "REMOVED"),
        new(StatusCodes.Status404NotFound, "ROOM_NOT_FOUND"),
    ];

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new RoomTokenTaken(Required: true));
        builder.Metadata.Add(new Refusals(StatusCodes.Status401Unauthorized, "TOKEN_MISSING"));
        builder.Metadata.Add(new Refusals(StatusCodes.Status409Conflict, "SUPERSEDED"));
        foreach (var refusals in TokenRefusals)
        {
            builder.Metadata.Add(refusals);
        }
    }

    public static async ValueTask<RoomCaller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        return await ReadAsync(context);
    }

    public static async ValueTask<RoomCaller> ReadAsync(HttpContext context)
    {
        var roomId = (string?)context.Request.RouteValues["roomId"] ?? "";
        var token = await TokenAsync(context, roomId)
            ?? throw new Refusal(StatusCodes.Status401Unauthorized, "TOKEN_MISSING", "This needs the token from creating or joining the room. Join the room again.");
        return await ReadAsync(context.RequestServices, token, allowSuperseded: false, context.RequestAborted);
    }

    /// <summary>The bearer token of the request, checked to be one of ours and of this room; null when there is none.</summary>
    public static async ValueTask<RoomToken?> TokenAsync(HttpContext context, string roomId)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        var text = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        var (token, refused) = await context.RequestServices.GetRequiredService<Tokens>().ReadAsync(text, context.RequestAborted);
        if (token is null)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, refused!, refused is "TOKEN_EXPIRED"
                ? "Your token for this room has run out. Join the room again."
                : "This token is not valid here. Join the room again.");
        }

        return string.Equals(token.RoomId, roomId, StringComparison.Ordinal)
            ? token
            : throw new Refusal(StatusCodes.Status403Forbidden, "WRONG_ROOM", "This token belongs to another room.");
    }

    /// <summary>Reads room and participant behind a token and refuses what the rows no longer allow.</summary>
    /// <param name="allowSuperseded">Only joining again may be done with the token of a superseded page: that is the "use here" button.</param>
    public static async ValueTask<RoomCaller> ReadAsync(IServiceProvider services, RoomToken token, bool allowSuperseded, CancellationToken cancellationToken)
    {
        var (room, participant) = await services.GetRequiredService<RoomStore>().ReadCallerAsync(token.RoomId, token.ParticipantId, cancellationToken);
        if (room is null || participant is null || room.State == RoomState.Purged)
        {
            throw RoomStore.NotFound();
        }

        if (token.Epoch < room.TokensFrom)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, "TOKEN_INVALID", "This room was opened anew since you joined. Join it again.");
        }

        if (participant.Status == ParticipantStatus.Removed)
        {
            throw Seating.Removed();
        }

        if (!allowSuperseded && token.ClientId != participant.ClientId)
        {
            throw Seating.Superseded();
        }

        if (!services.GetRequiredService<RateLimits>().TakeForSeat(participant.Id))
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "You are sending faster than the room takes. Wait a second and go on.", TimeSpan.FromSeconds(1));
        }

        return new RoomCaller(room, participant, token);
    }
}
