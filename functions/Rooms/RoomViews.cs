using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Rooms;

/// <summary>A room's rows and presence at one moment, as people may see them.</summary>
internal sealed class RoomViews(RoomPartition partition, Presence presence, DateTimeOffset now)
{
    public RoomPartition Partition => partition;

    public RoomView Room => Of(partition.Room);

    /// <summary>Those who are in the room or wait for it, hosts first, then by arrival.</summary>
    public IReadOnlyList<ParticipantView> Everyone =>
    [
        .. partition.Participants
            .Where(p => p.Status is ParticipantStatus.Seated or ParticipantStatus.Waiting)
            .OrderBy(p => p.JoinedAt)
            .Select(Of),
    ];

    /// <summary>Who waits is for hosts and interviewers to see; somebody who waits sees only themselves.</summary>
    public IReadOnlyList<ParticipantView> VisibleTo(Participant viewer) => viewer switch
    {
        { Status: not ParticipantStatus.Seated } => [One(viewer.Id)],
        { Role: Role.Host or Role.Interviewer } => Everyone,
        _ => Inside,
    };

    /// <summary>Those who have a seat.</summary>
    public IReadOnlyList<ParticipantView> Inside => [.. Everyone.Where(p => p.Status != ParticipantStatus.Waiting)];

    public ParticipantView One(string participantId) => Of(partition.Find(participantId) ?? throw RoomStore.NotFound());

    public static RoomView Of(Room room) => new(room.Id, room.Title, room.Kind, room.State, room.Epoch, room.Language, Limits.Seats, room.Locked, room.LobbyOn,
        room.HostId, room.CreatedAt, room.StartedAt, room.EndedAt, room.EndReason);

    public static InviteView Of(Invite invite, string? url) => new(invite.Id, invite.Role, url, invite.ExpiresAt, invite.MaxUses, invite.Uses);

    private ParticipantView Of(Participant p)
    {
        var online = presence.IsOnline(p, now);
        var status = p.Status == ParticipantStatus.Seated && !online ? ParticipantStatus.Held : p.Status;
        return new ParticipantView(p.Id, p.Name, p.Role, status, partition.SeatOf(p.Id)?.Number, p.Colour, p.ClientId, online, presence.HeldUntil(p, now), p.JoinedAt);
    }
}

/// <summary>Reads what a room looks like now and tells its pages.</summary>
internal sealed class RoomNews(RoomStore store, IRealtime realtime, TimeProvider time)
{
    public async Task<RoomViews> ReadAsync(string roomId, CancellationToken cancellationToken)
    {
        var partition = store.ReadAsync(roomId, cancellationToken);
        var presence = store.PresenceAsync(roomId, cancellationToken);
        return new RoomViews(await partition ?? throw RoomStore.NotFound(), await presence, time.GetUtcNow());
    }

    /// <summary>Sends <c>participants</c>: the full list to host and interviewers, the list without those who wait to everybody else.</summary>
    public async Task<RoomViews> PeopleChangedAsync(string roomId, CancellationToken cancellationToken)
    {
        var views = await ReadAsync(roomId, cancellationToken);
        var everyone = views.Everyone;
        await realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "participants", new ParticipantsEvent(views.Inside));
        if (everyone.Any(p => p.Status == ParticipantStatus.Waiting))
        {
            await realtime.ToGroupAsync(RoomGroups.Interviewers(roomId), "participants", new ParticipantsEvent(everyone));
        }

        return views;
    }

    /// <summary>Sends <c>room</c> to all who are inside and, one by one, to those who wait.</summary>
    public async Task<RoomViews> RoomChangedAsync(string roomId, CancellationToken cancellationToken)
    {
        var views = await ReadAsync(roomId, cancellationToken);
        var news = new RoomEvent(views.Room);
        await realtime.ToGroupAsync(RoomGroups.Everyone(roomId), "room", news);
        foreach (var waiting in views.Partition.Participants.Where(p => p.Status == ParticipantStatus.Waiting))
        {
            await realtime.ToUserAsync(RoomGroups.WaitingPage(roomId, waiting.Id), "room", news);
        }

        return views;
    }
}
