using Microsoft.AspNetCore.SignalR;

namespace CodeMeet.Platform.Realtime;

/// <summary>
/// The in-process back end: delivers to the pages connected to this process. Pages of another process on the same storage learn by their heartbeat;
/// where that is too slow, SignalR Service takes this place.
/// </summary>
internal sealed class HubRealtime(IHubContext<PageHub> hub) : IRealtime
{
    private readonly Lock _gate = new();

    /// <summary>Connections by page. One lock around it: a connection that slips between a look and a change could never be closed.</summary>
    private readonly Dictionary<string, Dictionary<string, HubCallerContext>> _pages = new(StringComparer.Ordinal);

    public Task ToGroupAsync<T>(string group, string target, T argument, string? exceptUser = null)
    {
        var own = exceptUser is null ? [] : ConnectionsOf(exceptUser);
        var clients = own.Count == 0 ? hub.Clients.Group(group) : hub.Clients.GroupExcept(group, own);
        return clients.SendCoreAsync(target, [argument]);
    }

    public Task ToUserAsync<T>(string user, string target, T argument) =>
        ConnectionsOf(user) is { Count: > 0 } connections ? hub.Clients.Clients(connections).SendCoreAsync(target, [argument]) : Task.CompletedTask;

    public Task CloseUserAsync(string user)
    {
        Dictionary<string, HubCallerContext>? closed;
        lock (_gate)
        {
            _pages.Remove(user, out closed);
        }

        foreach (var (_, connection) in closed ?? [])
        {
            connection.Abort();
        }

        return Task.CompletedTask;
    }

    public void Add(string user, HubCallerContext connection)
    {
        lock (_gate)
        {
            if (!_pages.TryGetValue(user, out var connections))
            {
                _pages[user] = connections = new(StringComparer.Ordinal);
            }

            connections[connection.ConnectionId] = connection;
        }
    }

    public void Remove(string user, string connectionId)
    {
        lock (_gate)
        {
            if (_pages.TryGetValue(user, out var connections) && connections.Remove(connectionId) && connections.Count == 0)
            {
                _pages.Remove(user);
            }
        }
    }

    /// <summary>Every connection with the page it is registered as, for <see cref="RevokePages"/>.</summary>
    public IReadOnlyList<(string User, HubCallerContext Connection)> All()
    {
        lock (_gate)
        {
            return [.. _pages.SelectMany(page => page.Value.Values.Select(connection => (page.Key, connection)))];
        }
    }

    private IReadOnlyList<string> ConnectionsOf(string user)
    {
        lock (_gate)
        {
            return _pages.TryGetValue(user, out var connections) ? [.. connections.Keys] : [];
        }
    }
}
