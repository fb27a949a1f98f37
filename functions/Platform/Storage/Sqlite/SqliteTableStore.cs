using System.Globalization;
using System.Runtime.CompilerServices;

namespace CodeMeet.Platform.Storage.Sqlite;

internal sealed class SqliteTableStore(SqliteFile file) : ITableStore
{
    private const int RowsPerPage = 256;

    private const int BytesPerPage = 1024 * 1024;

    /// <summary>In SQLite's order every blob follows every text, so this upper bound ends nothing.</summary>
    private static readonly byte[] s_endless = [];

    public Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        StorageLimits.CheckTable(table);
        StorageLimits.CheckKey(partitionKey);
        StorageLimits.CheckKey(rowKey);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(file.Read(session =>
        {
            using var reader = session.Query("SELECT etag, properties FROM rows WHERE tbl = $1 AND pk = $2 AND rk = $3", table, partitionKey, rowKey);
            return reader.Read() ? RowCodec.Decode(rowKey, ETag(reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1)) : null;
        }));
    }

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table, string partitionKey, string? from = null, string? to = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        StorageLimits.CheckTable(table);
        StorageLimits.CheckKey(partitionKey);
        object upper = to is null ? s_endless : to;
        var (page, more) = file.Read(session => ReadPage(
            session, "SELECT rk, etag, properties FROM rows WHERE tbl = $1 AND pk = $2 AND rk >= $3 AND rk < $4 ORDER BY rk LIMIT 256", table, partitionKey, from ?? "", upper));
        while (true)
        {
            foreach (var row in page)
            {
                yield return row;
            }

            if (!more)
            {
                yield break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var last = page[^1].RowKey;
            (page, more) = file.Read(session => ReadPage(
                session, "SELECT rk, etag, properties FROM rows WHERE tbl = $1 AND pk = $2 AND rk > $3 AND rk < $4 ORDER BY rk LIMIT 256", table, partitionKey, last, upper));
            await Task.Yield();
        }
    }

    public async Task<IReadOnlyList<string>> SubmitAsync(string table, string partitionKey, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        StorageLimits.CheckTransaction(table, partitionKey, writes);
        var rows = new byte[writes.Count][];
        var bytes = 0;
        for (var index = 0; index < rows.Length; index++)
        {
            rows[index] = writes[index] switch
            {
                TableWrite.Insert insert => RowCodec.Encode(insert.Row),
                TableWrite.Upsert upsert => RowCodec.Encode(upsert.Row),
                TableWrite.Replace replace => RowCodec.Encode(replace.Row),
                _ => [],
            };
            bytes += rows[index].Length;
        }

        var outcome = await file.WriteAsync(session => Apply(session, table, partitionKey, writes, rows), bytes, cancellationToken);
        return outcome.Conflict is { } conflict ? throw new StorageConflictException(conflict, outcome.Index) : outcome.ETags;
    }

    private static (string[] ETags, StorageConflict? Conflict, int Index) Apply(SqliteSession session, string table, string partitionKey, IReadOnlyList<TableWrite> writes, byte[][] rows)
    {
        var etags = new string[writes.Count];
        StorageConflict? conflict = null;
        var index = 0;
        if (writes.Count == 1)
        {
            // One statement undoes itself.
            conflict = ApplyOne(session, table, partitionKey, writes[0], rows[0], out etags[0]);
        }
        else
        {
            session.AllOrNothing(() =>
            {
                for (; index < etags.Length; index++)
                {
                    conflict = ApplyOne(session, table, partitionKey, writes[index], rows[index], out etags[index]);
                    if (conflict is not null)
                    {
                        return false;
                    }
                }

                return true;
            });
        }

        return (etags, conflict, index);
    }

    private static StorageConflict? ApplyOne(SqliteSession session, string table, string partitionKey, TableWrite write, byte[] properties, out string etag)
    {
        // Random, so a row that was deleted and inserted again never repeats a version.
        var version = Random.Shared.NextInt64();
        etag = write is TableWrite.Delete ? "" : ETag(version);
        switch (write)
        {
            case TableWrite.Insert:
                return session.Execute(
                    "INSERT INTO rows (tbl, pk, rk, etag, properties) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                    table, partitionKey, write.RowKey, version, properties) == 1 ? null : StorageConflict.Exists;
            case TableWrite.Upsert:
                session.Execute(
                    "INSERT INTO rows (tbl, pk, rk, etag, properties) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET etag = $4, properties = $5",
                    table, partitionKey, write.RowKey, version, properties);
                return null;
            case TableWrite.Replace replace:
                return session.Execute(
                    "UPDATE rows SET etag = $4, properties = $5 WHERE tbl = $1 AND pk = $2 AND rk = $3 AND ($6 IS NULL OR etag = $6)",
                    table, partitionKey, write.RowKey, version, properties, Version(replace.ETag)) == 1 ? null : WhyNot(session, table, partitionKey, write.RowKey);
            case TableWrite.Delete delete:
                return session.Execute(
                    "DELETE FROM rows WHERE tbl = $1 AND pk = $2 AND rk = $3 AND ($4 IS NULL OR etag = $4)",
                    table, partitionKey, write.RowKey, Version(delete.ETag)) == 1 ? null : WhyNot(session, table, partitionKey, write.RowKey);
            default:
                throw new InvalidOperationException($"{write.GetType().Name} passed the checks.");
        }
    }

    private static StorageConflict WhyNot(SqliteSession session, string table, string partitionKey, string rowKey) =>
        session.Any("SELECT 1 FROM rows WHERE tbl = $1 AND pk = $2 AND rk = $3", table, partitionKey, rowKey) ? StorageConflict.Changed : StorageConflict.Missing;

    private static (List<TableRow> Rows, bool More) ReadPage(SqliteSession session, string sql, string table, string partitionKey, string lower, object upper)
    {
        var rows = new List<TableRow>();
        var bytes = 0;
        using var reader = session.Query(sql, table, partitionKey, lower, upper);
        while (reader.Read())
        {
            var properties = reader.GetFieldValue<byte[]>(2);
            rows.Add(RowCodec.Decode(reader.GetString(0), ETag(reader.GetInt64(1)), properties));
            bytes += properties.Length;
            if (bytes >= BytesPerPage)
            {
                return (rows, true);
            }
        }

        return (rows, rows.Count == RowsPerPage);
    }

    private static string ETag(long version) => version.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The stored version an ETag stands for; <c>*</c> is any, and what we never issued matches none.</summary>
    private static object Version(string etag) =>
        etag is "*" ? DBNull.Value : long.TryParse(etag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version) ? version : -1L;
}
