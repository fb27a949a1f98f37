using CodeMeet.Rooms;

namespace CodeMeet.Calls;

/// <summary>
/// What carries sound and pictures of a room's call, chosen by <c>Calls:Provider</c>. The links between pages, and so edits and cursors on them, are there with each;
/// nothing in a room waits for it.
/// </summary>
internal interface ICallProvider
{
    /// <summary>What the caller's page needs to be in the call of its room.</summary>
    /// <exception cref="Platform.Http.Refusal">CALL_UNAVAILABLE; or LEFT for a page that lost its seat meanwhile.</exception>
    Task<CallAnswer> AdmitAsync(RoomMember me, CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that pages which are no longer the newest of a seated participant, or whose room is over, lose what they were given; it may be taken from them a
    /// moment later. Called after that was committed, and any number of times.
    /// </summary>
    Task RevokeAsync(string roomId, CancellationToken cancellationToken);
}
