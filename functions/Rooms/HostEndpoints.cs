using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeMeet.Rooms;

/// <summary>What those with host powers do: the host always, any seated interviewer while the host is away (rule R5).</summary>
internal static class HostEndpoints
{
    public static void MapHostActions(this IEndpointRouteBuilder room)
    {
        var changes = room.MapGroup("").Refuses(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY");
        MapMoves(changes.MapGroup("").Refuses(StatusCodes.Status403Forbidden, "HOST_ONLY").Refuses(StatusCodes.Status410Gone, "ROOM_ENDED"));
        MapPeople(changes.MapGroup("/participants/{participantId}").Refuses(StatusCodes.Status404NotFound, "PARTICIPANT_NOT_FOUND"));

        room.MapGet("/invites", (RoomMember me, HostActions actions, CancellationToken ct) => actions.ListInvitesAsync(me, ct))
            .WithName("listInvites").WithSummary("Open invitations, without their links.")
            .Refuses(StatusCodes.Status403Forbidden, "FORBIDDEN");
        changes.MapPost("/invites", (RoomMember me, CreateInvite body, HttpContext http, HostActions actions, CancellationToken ct) => actions.InviteAsync(me, body, Hosting.PublicOrigin(http), ct))
            .WithName("createInvite").WithSummary("A new link; this answer is the only place that shows it.")
            .Refuses(StatusCodes.Status400BadRequest, "INVALID_INVITE").Refuses(StatusCodes.Status403Forbidden, "FORBIDDEN").Refuses(StatusCodes.Status409Conflict, "TOO_MANY_INVITES");
        changes.MapDelete("/invites/{inviteId}", (RoomMember me, string inviteId, HostActions actions, CancellationToken ct) => actions.RevokeInviteAsync(me, inviteId, ct))
            .WithName("revokeInvite").WithSummary("Withdraws an invitation.")
            .Refuses(StatusCodes.Status403Forbidden, "FORBIDDEN").Refuses(StatusCodes.Status404NotFound, "INVITE_NOT_FOUND");
    }

    private static void MapMoves(RouteGroupBuilder room)
    {
        var moves = room.MapGroup("").Refuses(StatusCodes.Status409Conflict, "WRONG_STATE");
        moves.MapPost("/start", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.MoveAsync(me, RoomMoves.Start, ct)).WithName("startRoom");
        moves.MapPost("/pause", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.MoveAsync(me, RoomMoves.Pause, ct)).WithName("pauseRoom");
        moves.MapPost("/resume", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.MoveAsync(me, RoomMoves.Resume, ct)).WithName("resumeRoom");
        room.MapPost("/lock", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.MoveAsync(me, (r, _) => r with { Locked = true }, ct)).WithName("lockRoom");
        room.MapPost("/unlock", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.MoveAsync(me, (r, _) => r with { Locked = false }, ct)).WithName("unlockRoom");
        room.MapPost("/end", (RoomCaller me, HostActions actions, CancellationToken ct) => actions.EndAsync(me, ct)).WithName("endRoom");
    }

    private static void MapPeople(RouteGroupBuilder person)
    {
        person.MapPost("/admit", (RoomMember me, string participantId, HostActions actions, CancellationToken ct) => actions.AdmitAsync(me, participantId, ct))
            .WithName("admitParticipant").WithSummary("Gives somebody who waits a seat.")
            .Refuses(StatusCodes.Status403Forbidden, "HOST_ONLY").Refuses(StatusCodes.Status409Conflict, "NOT_WAITING", "ROOM_FULL");
        person.MapPost("/remove", (RoomMember me, string participantId, HttpContext http, HostActions actions, CancellationToken ct) => actions.RemoveAsync(me, participantId, Hosting.PublicOrigin(http), ct))
            .WithName("removeParticipant").WithSummary("Puts somebody out for good and withdraws their invitation.")
            .Refuses(StatusCodes.Status403Forbidden, "FORBIDDEN", "HOST_STAYS");
        person.MapPost("/lobby", (RoomMember me, string participantId, HostActions actions, CancellationToken ct) => actions.SendToLobbyAsync(me, participantId, ct))
            .WithName("sendToLobby").WithSummary("Sends a candidate or observer back to wait.")
            .Refuses(StatusCodes.Status403Forbidden, "HOST_ONLY", "FORBIDDEN");
    }
}

/// <summary>The moves a host makes. Each gets the room and the time and answers the room after it, or refuses.</summary>
internal static class RoomMoves
{
    public static Room Start(Room room, DateTimeOffset now) => room.State switch
    {
        RoomState.Draft or RoomState.Scheduled or RoomState.Lobby => room with { State = RoomState.Live, StartedAt = now, UnhostedSince = null },
        RoomState.Live => room,
        _ => throw WrongState(),
    };

    public static Room Pause(Room room, DateTimeOffset now) => room.State switch
    {
        RoomState.Live => room with { State = RoomState.Paused },
        RoomState.Paused => room,
        _ => throw WrongState(),
    };

    public static Room Resume(Room room, DateTimeOffset now) => room.State switch
    {
        RoomState.Paused => room with { State = RoomState.Live },
        RoomState.Live => room,
        _ => throw WrongState(),
    };

    public static Room End(Room room, string reason, DateTimeOffset now) => room.IsOver
        ? room
        : room with { State = RoomState.Ended, EndedAt = now, EndReason = reason };

    private static Refusal WrongState() => new(StatusCodes.Status409Conflict, "WRONG_STATE", "The room is not in a state that allows this. Reload to see how it stands.");
}

/// <summary>Carries out host actions and tells the room.</summary>
internal sealed class HostActions(RoomStore store, RoomNews news, RoomEnding ending, PageExits exits, Timeline timeline, IRealtime realtime, TimeProvider time)
{
    public async Task<Ok<RoomAnswer>> MoveAsync(RoomCaller me, Func<Room, DateTimeOffset, Room> move, CancellationToken cancellationToken)
    {
        var moved = await store.ChangeAsync<Room?>(me.Room.Id, async partition =>
        {
            if (partition.Room.IsOver)
            {
                throw Seating.Ended();
            }

            await RequireHostPowersAsync(partition, me.Participant.Id, cancellationToken);
            var after = move(partition.Room, time.GetUtcNow());
            return after == partition.Room ? (null, []) : (after with { Epoch = after.Epoch + 1 }, [new TableWrite.Replace(RoomRows.ToRow(after with { Epoch = after.Epoch + 1 }), partition.Room.ETag)]);
        }, cancellationToken);
        if (moved is not null)
        {
            await timeline.AppendAsync(moved, "state", me.Participant.Id, Timeline.EveryoneSees, new StatePayload(moved.State, moved.Locked, null), RoomsJson.Default.StatePayload, CancellationToken.None);
        }

        return TypedResults.Ok(new RoomAnswer((await news.RoomChangedAsync(me.Room.Id, CancellationToken.None)).Room));
    }

    public async Task<Ok<RoomAnswer>> EndAsync(RoomCaller me, CancellationToken cancellationToken)
    {
        var room = await ending.EndAsync(me.Room.Id, me.Participant.Id, async partition =>
        {
            await RequireHostPowersAsync(partition, me.Participant.Id, cancellationToken);
            return "host";
        }, cancellationToken);
        return TypedResults.Ok(new RoomAnswer(RoomViews.Of(room)));
    }

    public async Task<Ok<ParticipantsAnswer>> AdmitAsync(RoomMember me, string participantId, CancellationToken cancellationToken)
    {
        var (admitted, gaveUp, now) = await store.ChangeAsync<(Participant, Participant?, bool)>(me.RoomId, async partition =>
        {
            await RequireHostPowersAsync(partition, me.ParticipantId, cancellationToken);
            var waiting = Target(partition, participantId);
            if (waiting.Status == ParticipantStatus.Seated)
            {
                return ((waiting, null, false), []);
            }

            if (waiting.Status != ParticipantStatus.Waiting)
            {
                throw NotWaiting();
            }

            var (seated, expired, writes) = Seating.Admit(partition, waiting, await store.PresenceAsync(me.RoomId, cancellationToken), time.GetUtcNow());
            return ((seated, expired, true), writes);
        }, cancellationToken);
        if (gaveUp is not null)
        {
            await exits.PutOutAsync(me.RoomId, gaveUp, "left");
        }

        if (now)
        {
            await timeline.AppendAsync(me.Room, "admitted", me.ParticipantId, Timeline.EveryoneSees,
                new PersonPayload(admitted.Id, admitted.Name, admitted.Role), RoomsJson.Default.PersonPayload, CancellationToken.None);
        }

        await realtime.ToUserAsync(RoomGroups.WaitingPage(me.RoomId, admitted.Id), "room", new RoomEvent(RoomViews.Of(me.Room)));
        return await PeopleAsync(me, null);
    }

    public async Task<Ok<ParticipantsAnswer>> RemoveAsync(RoomMember me, string participantId, string origin, CancellationToken cancellationToken)
    {
        var (removed, replacement, now) = await store.ChangeAsync<(Participant, (Invite Invite, string Url)?, bool)>(me.RoomId, partition =>
        {
            RequireTrusted(partition, me.ParticipantId);
            var target = Target(partition, participantId);
            if (target.Role == Role.Host)
            {
                throw new Refusal(StatusCodes.Status403Forbidden, "HOST_STAYS", "The host of a room cannot be removed from it.");
            }

            if (target.Status == ParticipantStatus.Removed)
            {
                return ValueTask.FromResult<((Participant, (Invite, string)?, bool), IReadOnlyList<TableWrite>)>(((target, null, false), []));
            }

            var (invite, writes) = Departures.Remove(partition, target, origin, me.ParticipantId, time.GetUtcNow());
            return ValueTask.FromResult<((Participant, (Invite, string)?, bool), IReadOnlyList<TableWrite>)>(((target, invite, true), writes));
        }, cancellationToken);
        await exits.PutOutAsync(me.RoomId, removed, "removed");
        if (now)
        {
            await timeline.AppendAsync(me.Room, "removed", me.ParticipantId, Timeline.EveryoneSees,
                new PersonPayload(removed.Id, removed.Name, removed.Role), RoomsJson.Default.PersonPayload, CancellationToken.None);
        }

        await news.RoomChangedAsync(me.RoomId, CancellationToken.None);
        return await PeopleAsync(me, replacement is { } made ? RoomViews.Of(made.Invite, made.Url) : null);
    }

    public async Task<Ok<ParticipantsAnswer>> SendToLobbyAsync(RoomMember me, string participantId, CancellationToken cancellationToken)
    {
        var (sent, now) = await store.ChangeAsync<(Participant, bool)>(me.RoomId, async partition =>
        {
            await RequireHostPowersAsync(partition, me.ParticipantId, cancellationToken);
            var target = Target(partition, participantId);
            if (target.Role is Role.Host or Role.Interviewer)
            {
                throw new Refusal(StatusCodes.Status403Forbidden, "FORBIDDEN", "Only candidates and observers can be sent to the lobby.");
            }

            return target.Status != ParticipantStatus.Seated
                ? ((target, false), [])
                : ((target with { Status = ParticipantStatus.Waiting }, true), [new TableWrite.Replace(RoomRows.ToRow(target with { Status = ParticipantStatus.Waiting }), target.ETag)]);
        }, cancellationToken);
        if (sent.Status == ParticipantStatus.Waiting)
        {
            await exits.PutOutAsync(me.RoomId, sent, "lobby");
        }

        if (now)
        {
            await timeline.AppendAsync(me.Room, "lobby", me.ParticipantId, Timeline.EveryoneSees,
                new PersonPayload(sent.Id, sent.Name, sent.Role), RoomsJson.Default.PersonPayload, CancellationToken.None);
        }

        return await PeopleAsync(me, null);
    }

    public async Task<Ok<InvitesAnswer>> ListInvitesAsync(RoomMember me, CancellationToken cancellationToken)
    {
        var partition = await store.ReadAsync(me.RoomId, cancellationToken) ?? throw RoomStore.NotFound();
        RequireTrusted(partition, me.ParticipantId);
        return TypedResults.Ok(new InvitesAnswer([.. partition.Invites.Where(i => i.RevokedAt is null && i.ExpiresAt > time.GetUtcNow()).Select(i => RoomViews.Of(i, null))]));
    }

    public async Task<Created<InviteAnswer>> InviteAsync(RoomMember me, CreateInvite body, string origin, CancellationToken cancellationToken)
    {
        var (invite, url) = Invitations.Make(origin, me.RoomId, body.Role ?? Role.Candidate, body.MaxUses, body.ExpiresInMinutes, me.ParticipantId, time.GetUtcNow());
        await store.ChangeAsync(me.RoomId, partition =>
        {
            RequireTrusted(partition, me.ParticipantId);
            var gone = partition.Invites.Where(i => i.RevokedAt is not null || i.ExpiresAt < time.GetUtcNow()).OrderBy(i => i.ExpiresAt).ToList();
            if (partition.Invites.Count - gone.Count >= Invitations.Most)
            {
                throw new Refusal(StatusCodes.Status409Conflict, "TOO_MANY_INVITES", $"A room has at most {Invitations.Most} open invitations. Revoke one first.");
            }

            List<TableWrite> writes = [new TableWrite.Insert(RoomRows.ToRow(invite))];
            if (partition.Invites.Count >= 2 * Invitations.Most)
            {
                writes.AddRange(gone.Take(Invitations.Most).Select(i => new TableWrite.Delete(RoomRows.InvitePrefix + i.Id, i.ETag)));
            }

            return ValueTask.FromResult<(bool, IReadOnlyList<TableWrite>)>((true, writes));
        }, cancellationToken);
        return TypedResults.Created((string?)null, new InviteAnswer(RoomViews.Of(invite, url)));
    }

    public async Task<NoContent> RevokeInviteAsync(RoomMember me, string inviteId, CancellationToken cancellationToken)
    {
        await store.ChangeAsync(me.RoomId, partition =>
        {
            RequireTrusted(partition, me.ParticipantId);
            var invite = partition.Invites.FirstOrDefault(i => string.Equals(i.Id, inviteId, StringComparison.Ordinal))
                ?? throw new Refusal(StatusCodes.Status404NotFound, "INVITE_NOT_FOUND", "There is no such invitation.");
            return ValueTask.FromResult<(bool, IReadOnlyList<TableWrite>)>((true, invite.RevokedAt is not null
                ? []
                : [new TableWrite.Replace(RoomRows.ToRow(invite with { RevokedAt = time.GetUtcNow() }), invite.ETag)]));
        }, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Comes after a commit, so no caller's hanging up stops it.</summary>
    private async Task<Ok<ParticipantsAnswer>> PeopleAsync(RoomMember me, InviteView? invite) =>
        TypedResults.Ok(new ParticipantsAnswer((await news.PeopleChangedAsync(me.RoomId, CancellationToken.None)).VisibleTo(me.Participant), invite));

    private async Task RequireHostPowersAsync(RoomPartition partition, string callerId, CancellationToken cancellationToken)
    {
        var caller = partition.Find(callerId);
        if (caller is { Status: ParticipantStatus.Seated, Role: Role.Host })
        {
            return;
        }

        if (caller is { Status: ParticipantStatus.Seated, Role: Role.Interviewer } && partition.Find(partition.Room.HostId) is { } host)
        {
            var presence = await store.PresenceAsync(partition.Room.Id, cancellationToken);
            if (!presence.IsOnline(host, time.GetUtcNow()))
            {
                return;
            }

            throw new Refusal(StatusCodes.Status403Forbidden, "HOST_ONLY", "The host is here, so this is theirs to do.");
        }

        throw new Refusal(StatusCodes.Status403Forbidden, "HOST_ONLY", "Only the host of the room may do this.");
    }

    /// <summary>Asked about the rows that the commit names: of two who remove each other at the same moment, one comes too late.</summary>
    private static void RequireTrusted(RoomPartition partition, string callerId)
    {
        var caller = partition.Find(callerId);
        if (caller is { Status: ParticipantStatus.Removed })
        {
            throw Seating.Removed();
        }

        if (caller is not { Status: ParticipantStatus.Seated, Role: Role.Host or Role.Interviewer })
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "FORBIDDEN", "Only the host and interviewers of the room may do this.");
        }
    }

    private static Participant Target(RoomPartition partition, string participantId) => partition.Find(participantId)
        ?? throw new Refusal(StatusCodes.Status404NotFound, "PARTICIPANT_NOT_FOUND", "There is nobody of that id in this room.");

    private static Refusal NotWaiting() => new(StatusCodes.Status409Conflict, "NOT_WAITING", "This person is not waiting any more.");
}
