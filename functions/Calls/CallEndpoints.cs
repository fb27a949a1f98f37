using System.Text;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace CodeMeet.Calls;

/// <summary>
/// How pages of a room get to talk to each other without the server: it carries their offers and candidates, says where relays are, and keeps nothing of it.
/// Observers signal like everybody: they see and hear the call, and their page is linked like any other; what they may write is decided where documents are.
/// </summary>
internal static class CallEndpoints
{
    /// <summary>Bytes of one signal in UTF-8: an offer with three media sections and its candidates has about 8 KiB, and what waits for its receipt travels with it.</summary>
    public const int SignalBytes = 64 * 1024;

    /// <param name="room">The group <c>/api/rooms/{roomId}</c>.</param>
    public static void MapCalls(this IEndpointRouteBuilder room)
    {
        // Now: settings that cannot work should keep the app from starting, not one call after another from being made.
        _ = room.ServiceProvider.GetRequiredService<IceServers>();
        room.MapPost("/signals", Send).WithName("sendSignal").WithSummary("Carries something to the page of another seated participant, once, if it is there.")
            // Quotes and line ends, of which such data is full, take two bytes in the JSON of a browser.
            .WithMetadata(new BodyLimit((2 * SignalBytes) + 1024))
            .Refuses(StatusCodes.Status404NotFound, "PARTICIPANT_NOT_FOUND");
        room.MapGet("/ice", GetIce).WithName("readIce").WithSummary("STUN and TURN servers with credentials of the caller's own, for a while.");
        room.MapGet("/call", GetCall).WithName("readCall").WithSummary("What carries the call, and what the caller's page needs to be in it, for a while.")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "CALL_UNAVAILABLE");
    }

    private static async Task<NoContent> Send(RoomMember me, SendSignal body, RoomStore store, SignalRates rates, IRealtime realtime, CancellationToken cancellationToken)
    {
        rates.Take(me.ParticipantId);
        if (string.IsNullOrEmpty(body.Data))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "A signal carries data.");
        }

        if (Encoding.UTF8.GetByteCount(body.Data) > SignalBytes)
        {
            throw new Refusal(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"A signal has at most {SignalBytes / 1024} KiB.");
        }

        var room = await store.ReadAsync(me.RoomId, cancellationToken) ?? throw RoomStore.NotFound();
        if (body.To == me.ClientId || !room.Participants.Any(p => p.Status == ParticipantStatus.Seated && p.ClientId == body.To && body.To > 0))
        {
            throw new Refusal(StatusCodes.Status404NotFound, "PARTICIPANT_NOT_FOUND", "There is no other page of that number in this room now.");
        }

        await realtime.ToUserAsync(RoomGroups.Page(me.RoomId, body.To), "signal", new SignalEvent(me.ClientId, body.Data));
        return TypedResults.NoContent();
    }

    private static Ok<IceAnswer> GetIce(RoomMember me, HttpResponse response, IceServers servers)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(servers.For(me.ParticipantId));
    }

    private static async Task<Ok<CallAnswer>> GetCall(RoomMember me, HttpResponse response, SignalRates rates, ICallProvider calls, CancellationToken cancellationToken)
    {
        rates.Take(me.ParticipantId);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await calls.AdmitAsync(me, cancellationToken));
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
