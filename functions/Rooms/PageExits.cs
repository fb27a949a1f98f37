using CodeMeet.Calls;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Rooms;

/// <summary>
/// Shows pages out of a room and its call. Called after the change that put them out was committed, and again whenever that change is asked for again: whoever asked first may
/// have died between the commit and the closing. Credentials of calls are taken back first, since that is kept in a queue while telling may fail.
/// </summary>
internal sealed class PageExits(IRealtime realtime, ICallProvider calls)
{
    /// <summary>Tells every page of this person why it is out and closes it.</summary>
    /// <param name="roomId">The room they are put out of.</param>
    /// <param name="participant">As committed: its client ids name the pages.</param>
    /// <param name="reason">See <see cref="RemovedEvent"/>.</param>
    public async Task PutOutAsync(string roomId, Participant participant, string reason)
    {
        await calls.RevokeAsync(roomId, CancellationToken.None);
        foreach (var page in PagesOf(roomId, participant))
        {
            await realtime.ToUserAsync(page, "removed", new RemovedEvent(reason));
            await realtime.CloseUserAsync(page);
        }
    }

    /// <summary>Closes the pages of somebody who went of their own will and need not be told.</summary>
    public async Task CloseAsync(string roomId, Participant participant)
    {
        await calls.RevokeAsync(roomId, CancellationToken.None);
        foreach (var page in PagesOf(roomId, participant))
        {
            await realtime.CloseUserAsync(page);
        }
    }

    /// <summary>Tells and closes the older pages of somebody whose newest page has just joined.</summary>
    public async Task SupersedeAsync(string roomId, IReadOnlyList<int> clientIds)
    {
        if (clientIds.Count > 0)
        {
            await calls.RevokeAsync(roomId, CancellationToken.None);
        }

        foreach (var page in clientIds.Select(clientId => RoomGroups.Page(roomId, clientId)))
        {
            await realtime.ToUserAsync(page, "superseded", new SupersededEvent());
            await realtime.CloseUserAsync(page);
        }
    }

    private static IEnumerable<string> PagesOf(string roomId, Participant participant) =>
    [
        .. participant.EarlierClientIds.Append(participant.ClientId).Where(clientId => clientId > 0).Select(clientId => RoomGroups.Page(roomId, clientId)),
        RoomGroups.WaitingPage(roomId, participant.Id),
    ];
}
