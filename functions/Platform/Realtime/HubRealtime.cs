using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace CodeMeet.Platform.Realtime;

/// <summary>
/// The in-process back end: delivers to the pages connected to this process. Pages of another process on the same storage learn by their heartbeat;
/// where that is too slow, SignalR Service takes this place.
/// </summary>
internal sealed class HubRealtime(IHubContext<PageHub> hub) : IRealtime
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, HubCallerContext>> _pages = new(StringComparer.Ordinal);

    public Task ToGroupAsync<T>(string group, string target, T argument, string? exceptUser, CancellationToken cancellationToken)
    {
        var clients = exceptUser is not null && _pages.TryGetValue(exceptUser, out var own)
            ? hub.Clients.GroupExcept(group, [.. own.Keys])
            : hub.Clients.Group(group);
        return clients.SendCoreAsync(target, [argument], cancellationToken);
    }

    public Task ToUserAsync<T>(string user, string target, T argument, CancellationToken cancellationToken) =>
        _pages.TryGetValue(user, out var connections)
            ? hub.Clients.Clients([.. connections.Keys]).SendCoreAsync(target, [argument], cancellationToken)
            : Task.CompletedTask;

    public Task CloseUserAsync(string user, CancellationToken cancellationToken)
    {
        if (_pages.TryRemove(user, out var connections))
        {
            foreach (var connection in connections.Values)
            {
                connection.Abort();
            }
        }

        return Task.CompletedTask;
    }

    public void Add(string user, HubCallerContext connection) =>
        _pages.GetOrAdd(user, _ => new(StringComparer.Ordinal))[connection.ConnectionId] = connection;

    public void Remove(string user, string connectionId)
    {
        if (_pages.TryGetValue(user, out var connections) && connections.TryRemove(connectionId, out _) && connections.IsEmpty)
        {
            _pages.TryRemove(new(user, connections));
        }
    }
}
