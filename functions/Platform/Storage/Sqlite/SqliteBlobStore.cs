using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CodeMeet.Platform.Storage.Sqlite;

internal sealed class SqliteBlobStore(SqliteFile file) : IBlobStore
{
    private const int NamesPerPage = 500;

    public Task<Blob?> GetAsync(string container, string name, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(file.Read(session =>
        {
            using var reader = session.Query("SELECT etag, content FROM blobs WHERE container = $1 AND name = $2", container, name);
            return reader.Read() ? new Blob(reader.GetFieldValue<byte[]>(1), ETag(reader.GetInt64(0))) : null;
        }));
    }

    public async Task<string> PutAsync(string container, string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        StorageLimits.CheckBlob(content);
        var bytes = MemoryMarshal.TryGetArray(content, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : content.ToArray();
        var version = Random.Shared.NextInt64();
        var written = await file.WriteAsync(session => Put(session, container, name, bytes, condition, version), bytes.Length, cancellationToken);
        return written ? ETag(version) : throw new StorageConflictException(condition.IfAbsent ? StorageConflict.Exists : StorageConflict.Changed);
    }

    public Task DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        return file.WriteAsync(session => session.Execute("DELETE FROM blobs WHERE container = $1 AND name = $2", container, name), bytes: 0, cancellationToken);
    }

    public async IAsyncEnumerable<string> ListAsync(string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        var last = "";
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var names = file.Read(session =>
            {
                var page = new List<string>();
                using var reader = session.Query("SELECT name FROM blobs WHERE container = $1 AND name >= $2 AND name > $3 ORDER BY name LIMIT 500", container, prefix, last);
                while (reader.Read() && reader.GetString(0).StartsWith(prefix, StringComparison.Ordinal))
                {
                    page.Add(reader.GetString(0));
                }

                return page;
            });
            foreach (var name in names)
            {
                yield return name;
            }

            if (names.Count < NamesPerPage)
            {
                yield break;
            }

            last = names[^1];
            await Task.Yield();
        }
    }

    private static bool Put(SqliteSession session, string container, string name, byte[] content, BlobCondition condition, long version)
    {
        if (condition.IfMatch is { } etag)
        {
            return long.TryParse(etag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var expected)
                && session.Execute("UPDATE blobs SET etag = $3, content = $4 WHERE container = $1 AND name = $2 AND etag = $5", container, name, version, content, expected) == 1;
        }

        return condition.IfAbsent
            ? session.Execute("INSERT INTO blobs (container, name, etag, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", container, name, version, content) == 1
            : session.Execute(
                "INSERT INTO blobs (container, name, etag, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET etag = $3, content = $4", container, name, version, content) == 1;
    }

    private static string ETag(long version) => version.ToString("x16", CultureInfo.InvariantCulture);
}
