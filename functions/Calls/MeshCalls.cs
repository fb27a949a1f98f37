using CodeMeet.Rooms;

namespace CodeMeet.Calls;

/// <summary>
/// Pages send each other sound and pictures over the links they have anyway (<see cref="CallEndpoints"/>, <see cref="IceServers"/>). There is nothing to give out and
/// so nothing to take back: signals and relay credentials are refused to whoever has no seat.
/// </summary>
internal sealed class MeshCalls : ICallProvider
{
    public Task<CallAnswer> AdmitAsync(RoomMember me, CancellationToken cancellationToken) => Task.FromResult(new CallAnswer(CallAnswer.Mesh));

    public Task RevokeAsync(string roomId, CancellationToken cancellationToken) => Task.CompletedTask;
}
