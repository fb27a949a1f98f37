using CodeMeet.Collab;
using CodeMeet.Execution;
using CodeMeet.Platform;
using CodeMeet.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeMeet.Rooms;

/// <summary>Making a room, getting into it, being there, and leaving it. What its hosts do to it is in <see cref="HostEndpoints"/>.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder rooms) => rooms.MapPost("/", Create)
        .WithName("createRoom").WithSummary("Makes a room; the caller becomes its host.")
        .Refuses(StatusCodes.Status400BadRequest, "INVALID_NAME", "INVALID_TITLE", "UNKNOWN_LANGUAGE")
        .Refuses(StatusCodes.Status401Unauthorized, "ACCOUNT_REQUIRED");

    public static void MapRoom(this IEndpointRouteBuilder room)
    {
        room.MapPost("/join", Join).WithName("joinRoom").WithSummary("Enters by an invitation, or returns with the own token.")
            .WithMetadata(new RoomTokenTaken(Required: false)).WithMetadata([.. RoomCaller.TokenRefusals])
            .Refuses(StatusCodes.Status400BadRequest, "INVALID_NAME")
            .Refuses(StatusCodes.Status403Forbidden, "INVITE_REVOKED")
            .Refuses(StatusCodes.Status409Conflict, "INVITE_USED", "ROOM_FULL", "LOBBY_FULL")
            .Refuses(StatusCodes.Status410Gone, "ROOM_ENDED", "INVITE_EXPIRED")
            .Refuses(StatusCodes.Status423Locked, "ROOM_LOCKED")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY");
        room.MapGet("/", Get).WithName("getRoom").WithSummary("The room and who is in it.");
        room.MapPost("/heartbeat", Heartbeat).WithName("heartbeat").WithSummary("Says that the page is there; answers what it may have missed.");
        room.MapPost("/leave", Leave).WithName("leaveRoom").WithSummary("Gives the seat back.")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY");
        room.MapGet("/timeline", ReadTimeline).WithName("readTimeline").WithSummary("Entries after a number, at most 500.");
        room.MapHostActions();
    }

    private static async Task<Created<RoomCreated>> Create(
        CreateRoom body, HttpContext http, RoomStore store, UpdateLog documents, Languages languages, Tokens tokens, Timeline timeline, TimeProvider time, IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Rooms:GuestHosts", defaultValue: true))
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, "ACCOUNT_REQUIRED", "Only people with an account may start rooms here. Sign in first.");
        }

        var name = Names.Person(body.Name);
        var title = Names.Title(body.Title, name);
        var language = languages.Find(body.Language ?? "python") ?? throw new Refusal(StatusCodes.Status400BadRequest, "UNKNOWN_LANGUAGE", "This language is not known here. Choose one of GET /api/languages.");
        var kind = body.Kind ?? RoomKind.Pair;
        var now = time.GetUtcNow();

        var roomId = Ids.NewRoom();
        var interview = kind == RoomKind.Interview;
        var host = new Participant(Ids.NewParticipant(), name, Role.Host, ParticipantStatus.Seated, Seating.ColourFor(0), 1, [], now, now, null, "");
        var room = new Room(roomId, title, kind, interview ? RoomState.Lobby : RoomState.Live, 1, language.Id, Locked: false, LobbyOn: interview, host.Id, now,
            interview ? null : now, null, null, NextClientId: 2, TokensFrom: 0, UnhostedSince: null, "");
        List<(Invite Invite, string Url)> invites = [.. new[] { Role.Candidate, Role.Interviewer, Role.Observer }.Select(role => Invitations.Make(Hosting.PublicOrigin(http), roomId, role, null, null, host.Id, now))];

        // The document first: a room is never seen without its seed, and a seed without a room is seen by nobody (rule C3).
        var partition = new RoomPartition(room, [host], [new Seat(RoomPartition.HostSeat, host.Id, "")], [.. invites.Select(i => i.Invite)]);
        await documents.SeedAsync(roomId, language.Id, language.FileName, language.Starter, cancellationToken);
        await store.CreateAsync(partition, cancellationToken);
        await timeline.AppendAsync(room, "joined", host.Id, Timeline.EveryoneSees, new PersonPayload(host.Id, host.Name, host.Role), RoomsJson.Default.PersonPayload, cancellationToken);

        var views = new RoomViews(partition, new Presence(EmptyPresence), now);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/rooms/{roomId}", new RoomCreated(
            views.Room, views.One(host.Id), views.Everyone, 1,
            await tokens.IssueAsync(roomId, host.Id, 1, room.Epoch, cancellationToken),
            [.. invites.Select(i => RoomViews.Of(i.Invite, i.Url))]));
    }

    private static async Task<Ok<RoomJoined>> Join(
        string roomId, JoinRoom body, HttpContext http, RoomStore store, Tokens tokens, Timeline timeline, RoomNews news, PageExits exits, TimeProvider time, CancellationToken cancellationToken)
    {
        var token = await RoomCaller.TokenAsync(http, roomId);
        if (token is not null)
        {
            // Checks that the token is still good; the transaction below decides about the rest.
            await RoomCaller.ReadAsync(http.RequestServices, token, allowSuperseded: true, cancellationToken);
        }
        else if (string.IsNullOrEmpty(body.Invite))
        {
            throw RoomStore.NotFound();
        }

        var name = token is null ? Names.Person(body.Name) : "";
        var inviteId = token is null ? Ids.InviteId(body.Invite!) : "";
        var joined = await store.ChangeAsync(roomId, async partition =>
        {
            var now = time.GetUtcNow();
            try
            {
                return Decide(null);
            }
            catch (Refusal refusal) when (refusal.Code is "ROOM_FULL" or "LOBBY_FULL")
            {
                // It seems full by its rows; those who stayed away too long are found only now, so that ordinary joins read one partition.
                return Decide(await store.PresenceAsync(roomId, cancellationToken));
            }

            (Joined, IReadOnlyList<Platform.Storage.TableWrite>) Decide(Presence? presence) => token is null
                ? Seating.Newcomer(partition, inviteId, name, presence, now)
                : Seating.Return(partition, token.ParticipantId, presence, now);
        }, cancellationToken);

        var (room, participant) = (joined.Room, joined.Participant);
        // From here on the caller's hanging up stops nothing: what was committed is told.
        await exits.SupersedeAsync(roomId, joined.Supersedes);
        if (joined.GaveUp is { } gaveUp)
        {
            await exits.PutOutAsync(roomId, gaveUp, "left");
        }

        // The seat is taken; keeping that in the timeline, which waits for the disk on whatever thread it is started, and telling the others need not wait for each other.
        var kept = joined.Entry is { } type
            ? Task.Run(() => timeline.AppendAsync(room, type, participant.Id, type is "waiting" ? Timeline.InterviewersSee : Timeline.EveryoneSees,
                new PersonPayload(participant.Id, participant.Name, participant.Role), RoomsJson.Default.PersonPayload, CancellationToken.None), CancellationToken.None)
            : Task.CompletedTask;
        var views = joined.Changed ? await news.PeopleChangedAsync(roomId, CancellationToken.None) : await news.ReadAsync(roomId, cancellationToken);
        var issued = await tokens.IssueAsync(roomId, participant.Id, participant.ClientId, room.Epoch, cancellationToken);
        await kept;
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new RoomJoined(views.Room, views.One(participant.Id), views.VisibleTo(participant), participant.ClientId, issued));
    }

    private static async Task<Ok<RoomDetails>> Get(RoomCaller me, RoomNews news, CancellationToken cancellationToken)
    {
        var views = await news.ReadAsync(me.Room.Id, cancellationToken);
        return TypedResults.Ok(new RoomDetails(views.Room, views.VisibleTo(me.Participant), views.One(me.Participant.Id)));
    }

    private static async Task<Ok<Heartbeat>> Heartbeat(
        RoomCaller me, RoomStore store, RoomNews news, UpdateLog documents, Timeline timeline, Tokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var seated = me.Participant is { Status: ParticipantStatus.Seated, ClientId: > 0 } && !me.Room.IsOver;
        if (!me.Room.IsOver && me.Participant.Status is ParticipantStatus.Seated or ParticipantStatus.Waiting)
        {
            // Those who wait keep their place in the lobby by it.
            await store.HeartbeatAsync(me.Room.Id, me.Participant.Id, cancellationToken);
        }

        var views = await news.ReadAsync(me.Room.Id, cancellationToken);
        Dictionary<string, long> heads = new(StringComparer.Ordinal);
        if (seated)
        {
            heads["code"] = await documents.HeadAsync(me.Room.Id, "code", cancellationToken);
        }

        var renewed = now - me.Token.IssuedAt > Tokens.RoomTokenLifetime / 2
            ? await tokens.IssueAsync(me.Room.Id, me.Participant.Id, me.Token.ClientId, me.Token.Epoch, cancellationToken)
            : null;
        return TypedResults.Ok(new Heartbeat(now, views.Room, views.VisibleTo(me.Participant), heads,
            seated ? await timeline.ReadHeadAsync(me.Room.Id, await timeline.HeadAsync(me.Room.Id, cancellationToken), cancellationToken) : 0, renewed));
    }

    private static async Task<Ok<RoomAnswer>> Leave(RoomCaller me, RoomStore store, RoomNews news, PageExits exits, Timeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        var (who, now) = await store.ChangeAsync(me.Room.Id, partition => ValueTask.FromResult(Departures.Leave(partition, me.Participant.Id, me.Token.ClientId, time.GetUtcNow())), cancellationToken);
        await exits.CloseAsync(me.Room.Id, who);
        if (now)
        {
            await timeline.AppendAsync(me.Room, "left", who.Id, Timeline.EveryoneSees, new PersonPayload(who.Id, who.Name, who.Role), RoomsJson.Default.PersonPayload, CancellationToken.None);
        }

        var views = await news.PeopleChangedAsync(me.Room.Id, CancellationToken.None);
        return TypedResults.Ok(new RoomAnswer(views.Room));
    }

    private static async Task<Ok<TimelinePage>> ReadTimeline(RoomMember me, Timeline timeline, CancellationToken cancellationToken, long after = 0) =>
        TypedResults.Ok(await timeline.ReadAsync(me.Room, Math.Max(0, after), me.IsTrusted, cancellationToken));

    private static readonly Dictionary<string, DateTimeOffset> EmptyPresence = [];
}
