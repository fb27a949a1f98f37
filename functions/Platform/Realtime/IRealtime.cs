namespace CodeMeet.Platform.Realtime;

/// <summary>
/// Delivery to browsers. A <em>user</em> is one joined page (<c>{roomId}.{clientId}</c>); groups are joined by the server when the page connects.
/// Delivery may be late, doubled, out of order or lost: everything that must not be missed carries a sequence number of its own and can be read again over HTTP.
/// </summary>
/// <remarks>Nothing here takes a cancellation token: news follows a change that is committed, and a sender who hangs up must not keep it from the others.</remarks>
internal interface IRealtime
{
    /// <summary>Sends <paramref name="target"/> with one argument to all pages in the group, but not to <paramref name="exceptUser"/>.</summary>
    Task ToGroupAsync<T>(string group, string target, T argument, string? exceptUser = null);

    Task ToUserAsync<T>(string user, string target, T argument);

    /// <summary>Closes every connection of the page; the client sees a closed connection and may not come back with the same token if that was revoked.</summary>
    Task CloseUserAsync(string user);
}
