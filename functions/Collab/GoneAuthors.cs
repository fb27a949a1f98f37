using CodeMeet.Platform.Http;
using CodeMeet.Rooms;

namespace CodeMeet.Collab;

/// <summary>
/// Whose edits somebody else may bring to the log. Directly linked pages see an edit before the log has it; when its author's page dies in between, whoever saw it sends it.
/// An author who is there does that alone, since two senders of one author would race for its clocks.
/// </summary>
internal sealed class GoneAuthors(RoomStore rooms, TimeProvider time)
{
    /// <exception cref="Refusal">
    /// AUTHOR_PRESENT while that page can still send, to be tried again later; UPDATE_REFUSED when nobody had this client id, or whoever had it may not write (any more).
    /// </exception>
    public async Task CheckGoneAsync(string roomId, string doc, int clientId, CancellationToken cancellationToken)
    {
        var room = await rooms.ReadAsync(roomId, cancellationToken) ?? throw RoomStore.NotFound();
        var author = room.Participants.FirstOrDefault(p => p.ClientId == clientId || p.EarlierClientIds.Contains(clientId));
        // Who was removed or sent back to the lobby writes nothing from that moment on, by nobody's hand (rule I2).
        if (clientId < 1 || author is null || author.Status is ParticipantStatus.Removed or ParticipantStatus.Waiting || !author.Role.MayWrite(doc))
        {
            throw new Refusal(StatusCodes.Status422UnprocessableEntity, "UPDATE_REFUSED", "These changes were made by a page that may not change this document.");
        }

        if (author.ClientId == clientId && (await rooms.PresenceAsync(roomId, cancellationToken)).IsOnline(author, time.GetUtcNow()))
        {
            throw new Refusal(StatusCodes.Status409Conflict, "AUTHOR_PRESENT", "Whoever made these changes is still here and sends them.");
        }
    }
}
