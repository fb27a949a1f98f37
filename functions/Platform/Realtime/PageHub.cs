using Microsoft.AspNetCore.SignalR;

namespace CodeMeet.Platform.Realtime;

/// <summary>Who a connecting page is and what it hears.</summary>
/// <param name="User">Name of the page; see <see cref="IRealtime"/>.</param>
/// <param name="Groups">Groups it is put into by the server.</param>
internal sealed record PageIdentity(string User, IReadOnlyList<string> Groups);

/// <summary>Answers who stands behind an access token, or throws a <see cref="Http.Refusal"/>. Asked before and after a connection is registered, and again while it lasts.</summary>
internal delegate ValueTask<PageIdentity> PageIdentification(IServiceProvider services, string accessToken, CancellationToken cancellationToken);

/// <summary>The hub at <c>/api/hub</c>. It only delivers: pages send by HTTP, so it has no methods to call.</summary>
internal sealed partial class PageHub(HubRealtime realtime, PageIdentification identify, IServiceProvider services, ILogger<PageHub> logger) : Hub
{
    private const string UserItem = "user";
    private const string TokenItem = "token";

    public override async Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext() ?? throw new InvalidOperationException("The hub is reached over HTTP only.");
        var token = http.Request.Headers.Authorization.ToString() is { Length: > 0 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..]
            : http.Request.Query["access_token"].ToString();
        Context.Items[TokenItem] = token;
        try
        {
            // A removal, an admission or a newer page that came between the look and the registration closed nothing yet: look again until both agree.
            var page = await identify(services, token, Context.ConnectionAborted);
            while (true)
            {
                Context.Items[UserItem] = page.User;
                realtime.Add(page.User, Context);
                var now = await identify(services, token, Context.ConnectionAborted);
                if (string.Equals(now.User, page.User, StringComparison.Ordinal))
                {
                    page = now;
                    break;
                }

                realtime.Remove(page.User, Context.ConnectionId);
                page = now;
            }

            foreach (var group in page.Groups)
            {
                await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
            }
        }
        catch (Exception exception)
        {
            // OnDisconnectedAsync is not called for a connection that was refused.
            Forget();
            if (exception is Http.Refusal refusal)
            {
                Log.Refused(logger, refusal.Code);
                throw new HubException(refusal.Code, refusal);
            }

            // Said here because SignalR's own word for it is silenced: RealtimeSetup.
            if (!Context.ConnectionAborted.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }

            throw;
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Forget();
        return Task.CompletedTask;
    }

    /// <summary>The token a connection came with.</summary>
    public static string TokenOf(HubCallerContext connection) => (string)connection.Items[TokenItem]!;

    private void Forget()
    {
        if (Context.Items[UserItem] is string user)
        {
            realtime.Remove(user, Context.ConnectionId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Hub connection refused: {Code}")]
        public static partial void Refused(ILogger logger, string code);

        [LoggerMessage(2, LogLevel.Error, "A page could not be connected to the hub")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
