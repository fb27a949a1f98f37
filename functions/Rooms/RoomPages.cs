using CodeMeet.Platform;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Rooms;

/// <summary>Which groups a room's page hears: interviewers' news only for those who hold the interview, nothing at all for those who wait.</summary>
internal static class RoomPages
{
    /// <summary>The <see cref="PageIdentification"/> of room tokens.</summary>
    public static async ValueTask<PageIdentity> IdentifyAsync(IServiceProvider services, string accessToken, CancellationToken cancellationToken)
    {
        var (token, refused) = await services.GetRequiredService<Tokens>().ReadAsync(accessToken, cancellationToken);
        if (token is null)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, refused!, "This token is not valid here.");
        }

        var caller = await RoomCaller.ReadAsync(services, token, allowSuperseded: false, cancellationToken);
        var (room, participant) = (caller.Room, caller.Participant);
        if (room.IsOver)
        {
            throw Seating.Ended();
        }

        return participant switch
        {
            { Status: ParticipantStatus.Waiting } or { Status: ParticipantStatus.Seated, ClientId: 0 } => new PageIdentity(RoomGroups.WaitingPage(room.Id, participant.Id), []),
            { Status: ParticipantStatus.Seated, Role: Role.Host or Role.Interviewer } =>
                new PageIdentity(RoomGroups.Page(room.Id, participant.ClientId), [RoomGroups.Everyone(room.Id), RoomGroups.Interviewers(room.Id)]),
            { Status: ParticipantStatus.Seated } => new PageIdentity(RoomGroups.Page(room.Id, participant.ClientId), [RoomGroups.Everyone(room.Id)]),
            _ => throw new Refusal(StatusCodes.Status403Forbidden, "LEFT", "You have left this room."),
        };
    }
}
