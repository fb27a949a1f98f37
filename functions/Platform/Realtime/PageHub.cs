using Microsoft.AspNetCore.SignalR;

namespace CodeMeet.Platform.Realtime;

/// <summary>Who a connecting page is and what it hears.</summary>
/// <param name="User">Name of the page; see <see cref="IRealtime"/>.</param>
/// <param name="Groups">Groups it is put into by the server.</param>
internal sealed record PageIdentity(string User, IReadOnlyList<string> Groups);

/// <summary>Answers who stands behind an access token, or throws a <see cref="Http.Refusal"/>. Asked twice for every connection: before and after it is registered.</summary>
internal delegate ValueTask<PageIdentity> PageIdentification(IServiceProvider services, string accessToken, CancellationToken cancellationToken);

/// <summary>The hub at <c>/api/hub</c>. It only delivers: pages send by HTTP, so it has no methods to call.</summary>
internal sealed partial class PageHub(HubRealtime realtime, PageIdentification identify, ILogger<PageHub> logger) : Hub
{
    private const string UserItem = "user";

    public override async Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext() ?? throw new InvalidOperationException("The hub is reached over HTTP only.");
        var token = http.Request.Headers.Authorization.ToString() is { Length: > 0 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..]
            : http.Request.Query["access_token"].ToString();
        try
        {
            var page = await identify(http.RequestServices, token, Context.ConnectionAborted);
            Context.Items[UserItem] = page.User;
            realtime.Add(page.User, Context);

            // A removal or a newer page that came between the first look and the registration closed nothing yet: look again.
            page = await identify(http.RequestServices, token, Context.ConnectionAborted);
            foreach (var group in page.Groups)
            {
                await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
            }

            await base.OnConnectedAsync();
        }
        catch (Http.Refusal refusal)
        {
            Log.Refused(logger, refusal.Code);
            throw new HubException(refusal.Code, refusal);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[UserItem] is string user)
        {
            realtime.Remove(user, Context.ConnectionId);
        }

        return base.OnDisconnectedAsync(exception);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Hub connection refused: {Code}")]
        public static partial void Refused(ILogger logger, string code);
    }
}
