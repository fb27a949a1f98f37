using System.Text.Json;
using Azure;
using Azure.Identity;
using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;
using CodeMeet.Rooms;

namespace CodeMeet.Calls;

/// <param name="Until">By then no token is alive that was given out before the change which this follows.</param>
internal sealed record RevokeCallMessage(string RoomId, DateTimeOffset Until);

/// <summary>
/// Azure Communication Services carry the call: one group call per room. Each page of a participant is an identity of its own, since whoever was out comes back as
/// another page: deleting its identity, which revokes every token it ever had, never hits a page that is there.
/// </summary>
internal sealed partial class AcsCalls(CommunicationIdentityClient identities, AcsRows rows, RoomStore rooms, IQueueStore queues, TimeProvider time, ILogger<AcsCalls> logger) : ICallProvider
{
    public const string RevokeFunctionName = "RevokeCall";
    public const string PoisonFunctionName = "RevokeCallPoison";
    public const string QueueName = "call-revocations";

    /// <summary>The shortest that the service gives out; pages ask for the next before it ends.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(60);

    /// <summary>After deliveries that all failed: Communication Services do not answer for minutes.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Whoever comes first starts the group call, for which joining alone (<c>voip.join</c>) does not suffice.</summary>
    private static readonly string[] s_scopes = ["voip"];

    public async Task<CallAnswer> AdmitAsync(RoomMember me, CancellationToken cancellationToken)
    {
        try
        {
            var (userId, token) = await IssueAsync(me.RoomId, me.ClientId, cancellationToken);
            var answer = new CallAnswer(CallAnswer.Acs)
            {
                GroupId = await rows.GroupAsync(me.RoomId, cancellationToken),
                UserId = userId,
                Token = token.Token,
                ExpiresAt = token.ExpiresOn,
            };
            var pages = await rows.IdentitiesAsync(me.RoomId, cancellationToken);
            if (await rooms.ReadAsync(me.RoomId, cancellationToken) is { } now && HasSeat(now, me.ClientId))
            {
                // Those who are out are not among them, whether or not the service has taken that in: it is by this list that pages put strangers out.
                return answer with { Pages = [.. pages.Where(page => HasSeat(now, page.ClientId)).Select(page => new CallPage(page.ClientId, page.UserId))] };
            }
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException or AuthenticationFailedException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.NotIssued(logger, failure, me.RoomId);
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "CALL_UNAVAILABLE", "The call's service does not answer at the moment. Everything else in the room works; the call is tried again.", TimeSpan.FromSeconds(5));
        }

        // Put out in the meantime, and what followed from that may have come before there was anything to take back.
        await RevokeAsync(me.RoomId, CancellationToken.None);
        throw new Refusal(StatusCodes.Status403Forbidden, "LEFT", "You have left this room. Join again to go on.");
    }

    public Task RevokeAsync(string roomId, CancellationToken cancellationToken) =>
        EnqueueAsync(new RevokeCallMessage(roomId, time.GetUtcNow() + TokenLifetime), TimeSpan.Zero, cancellationToken);

    /// <summary>Deletes the identities of all pages of the room that have no seat; running it again changes nothing.</summary>
    /// <exception cref="AggregateException">Some could not be deleted: to be delivered again.</exception>
    public async Task HandleAsync(RevokeCallMessage message, CancellationToken cancellationToken)
    {
        var pages = await rows.IdentitiesAsync(message.RoomId, cancellationToken);
        var room = pages.Count == 0 ? null : await rooms.ReadAsync(message.RoomId, cancellationToken);
        List<Exception> failures = [];
        foreach (var page in pages.Where(page => room is null || !HasSeat(room, page.ClientId)))
        {
            try
            {
                await DeleteAsync(page.UserId, cancellationToken);
                await rows.RemoveAsync(message.RoomId, page, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Goes on trying as long as there may be a living token.</summary>
    public async Task HandlePoisonAsync(RevokeCallMessage message, CancellationToken cancellationToken)
    {
        Log.NotRevoked(logger, message.RoomId, message.Until);
        if (time.GetUtcNow() < message.Until)
        {
            await EnqueueAsync(message, LongPause, cancellationToken);
        }
    }

    private static bool HasSeat(RoomPartition room, int clientId) =>
        !room.Room.IsOver && room.Participants.Any(p => p.Status is ParticipantStatus.Seated && p.ClientId == clientId);

    private async Task<(string UserId, CommunicationToken Token)> IssueAsync(string roomId, int clientId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = (await rows.IdentitiesAsync(roomId, cancellationToken)).FirstOrDefault(page => page.ClientId == clientId);
            if (known is not null)
            {
                try
                {
                    return (known.UserId, await identities.GetTokenAsync(known.UserId, s_scopes, TokenLifetime, cancellationToken));
                }
                catch (RequestFailedException gone) when (gone.Status == StatusCodes.Status404NotFound)
                {
                    // Deleted by somebody with other means: the page becomes a new one.
                }
            }

            var (userId, token) = await identities.CreateUserAndTokenAsync(s_scopes, TokenLifetime, cancellationToken);
            if (await rows.TryPutAsync(roomId, new AcsIdentity(clientId, userId, known?.ETag ?? ""), cancellationToken))
            {
                return (userId, token);
            }

            // The page asked twice at once, and the other call was faster.
            await DeleteAsync(userId, cancellationToken);
        }
    }

    private async Task DeleteAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            await identities.DeleteUserAsync(userId, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status == StatusCodes.Status404NotFound)
        {
            // By an earlier try.
        }
    }

    private Task EnqueueAsync(RevokeCallMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queues.SendAsync(QueueName, JsonSerializer.Serialize(message, CallsJson.Default.RevokeCallMessage), delay, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Communication Services gave no token for the call of room {RoomId}")]
        public static partial void NotIssued(ILogger logger, Exception exception, string roomId);

        [LoggerMessage(2, LogLevel.Error, "Tokens for the call of room {RoomId} cannot be revoked; they end by {Until} by themselves")]
        public static partial void NotRevoked(ILogger logger, string roomId, DateTimeOffset until);
    }
}
