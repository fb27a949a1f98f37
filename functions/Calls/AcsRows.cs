using System.Globalization;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Calls;

/// <summary>Who a page is for Communication Services: row <c>page-{ClientId}</c>.</summary>
internal sealed record AcsIdentity(int ClientId, string UserId, string ETag);

/// <summary>What a room has at Communication Services: table <c>AcsCalls</c>, one partition per room, with row <c>group</c> and one row per page that has an identity.</summary>
internal sealed class AcsRows(ITableStore tables)
{
    private const string Table = "AcsCalls";
    private const string GroupKey = "group";
    private const string PagePrefix = "page-";

    public async Task<IReadOnlyList<AcsIdentity>> IdentitiesAsync(string roomId, CancellationToken cancellationToken)
    {
        List<AcsIdentity> identities = [];
        await foreach (var row in tables.QueryAsync(Table, roomId, PagePrefix, cancellationToken: cancellationToken))
        {
            identities.Add(new AcsIdentity(int.Parse(row.RowKey.AsSpan(PagePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), row.RequireString("userId"), row.ETag));
        }

        return identities;
    }

    /// <summary>False when another call from this page was faster; nothing is written then.</summary>
    /// <param name="identity">Its ETag is that of the row it takes the place of, empty where there is none.</param>
    public async Task<bool> TryPutAsync(string roomId, AcsIdentity identity, CancellationToken cancellationToken)
    {
        var row = new TableRow(KeyOf(identity.ClientId)) { ["userId"] = identity.UserId };
        return await TryAsync(roomId, identity.ETag.Length == 0 ? new TableWrite.Insert(row) : new TableWrite.Replace(row, identity.ETag), cancellationToken);
    }

    /// <summary>Leaves alone what has changed or gone since it was read.</summary>
    public Task RemoveAsync(string roomId, AcsIdentity identity, CancellationToken cancellationToken) =>
        TryAsync(roomId, new TableWrite.Delete(KeyOf(identity.ClientId), identity.ETag), cancellationToken);

    /// <summary>The GUID under which the room's pages meet: the same for the room's whole life, random, and shown to nobody outside it.</summary>
    public async Task<string> GroupAsync(string roomId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await tables.GetAsync(Table, roomId, GroupKey, cancellationToken) is { } row)
            {
                return row.RequireString("id");
            }

            var made = Guid.NewGuid().ToString();
            if (await TryAsync(roomId, new TableWrite.Insert(new TableRow(GroupKey) { ["id"] = made }), cancellationToken))
            {
                return made;
            }
        }
    }

    private static string KeyOf(int clientId) => string.Create(CultureInfo.InvariantCulture, $"{PagePrefix}{clientId}");

    private async Task<bool> TryAsync(string roomId, TableWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await tables.SubmitAsync(Table, roomId, [write], cancellationToken);
            return true;
        }
        catch (StorageConflictException)
        {
            return false;
        }
    }
}
