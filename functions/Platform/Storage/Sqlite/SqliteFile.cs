using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace CodeMeet.Platform.Storage.Sqlite;

/// <summary>
/// The one database file behind tables, queues and blobs. Any number of processes may open it.
/// Reads run on the caller's thread on a pooled connection and see the last commit; writes go through <see cref="GroupCommit"/>.
/// Nothing holds a read transaction across an await, so checkpoints always get through.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const string FileName = "codemeet.db";

    /// <summary>Read connections kept open; more may exist for a moment when more threads read at once.</summary>
    private const int PooledReaders = 16;

    private const long SchemaVersion = 1;

    // Keys compare by UTF-8 bytes, which is ordinal order for all keys without characters beyond U+FFFF.
    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS rows (
            tbl TEXT NOT NULL COLLATE NOCASE, pk TEXT NOT NULL, rk TEXT NOT NULL, etag INTEGER NOT NULL, properties BLOB NOT NULL,
            PRIMARY KEY (tbl, pk, rk)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS messages (
            id TEXT NOT NULL PRIMARY KEY, queue TEXT NOT NULL, text TEXT NOT NULL, receipt INTEGER NOT NULL, dequeues INTEGER NOT NULL,
            inserted INTEGER NOT NULL, expires INTEGER NOT NULL, visible INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible);
        CREATE INDEX IF NOT EXISTS messages_by_expiry ON messages (expires);
        CREATE TABLE IF NOT EXISTS blobs (
            container TEXT NOT NULL, name TEXT NOT NULL, etag INTEGER NOT NULL, content BLOB NOT NULL,
            UNIQUE (container, name));
        """;

    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly GroupCommit _commits;
    private volatile bool _disposed;

    /// <param name="directory">Created when missing, readable by this user only.</param>
    /// <param name="logger">Hears of checkpoints that could not finish.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be opened, is no database, or was written by a newer version.</exception>
    public SqliteFile(string directory, ILogger<SqliteFile> logger)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(directory), FileName);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 10 }.ToString();
        try
        {
            CreatePrivateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            var writer = Open();
            try
            {
                Prepare(writer);
            }
            catch
            {
                writer.Dispose();
                throw;
            }

            _commits = new GroupCommit(writer, logger);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"'{Path}' cannot be opened: {failure.Message}", failure);
        }
    }

    public string Path { get; }

    /// <summary>Runs a read that must finish, readers disposed, before it returns.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be read or is damaged.</exception>
    public T Read<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteSession? session = null;
        try
        {
            if (!_readers.TryTake(out session))
            {
                session = Open();
                session.Execute("PRAGMA query_only = 1");
            }

            var answer = work(session);
            if (!_disposed && _readers.Count < PooledReaders)
            {
                _readers.Add(session);
                session = null;
            }

            return answer;
        }
        catch (Exception failure) when (failure is SqliteException or InvalidDataException)
        {
            throw new StorageUnavailableException($"Reading '{Path}' failed: {failure.Message}", failure);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <inheritdoc cref="GroupCommit.RunAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, int bytes, CancellationToken cancellationToken) => _commits.RunAsync(work, bytes, cancellationToken);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _commits.Dispose();
        while (_readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private SqliteSession Open()
    {
        var session = new SqliteSession(_connectionString);
        session.Execute("PRAGMA busy_timeout = 10000");
        return session;
    }

    private static void Prepare(SqliteSession writer)
    {
        writer.Execute("PRAGMA journal_mode = WAL");
        writer.Execute("PRAGMA synchronous = FULL");
        writer.Execute("BEGIN IMMEDIATE");
        using (var version = writer.Query("PRAGMA user_version"))
        {
            version.Read();
            if (version.GetInt64(0) > SchemaVersion)
            {
                throw new IOException($"it has schema version {version.GetInt64(0)}, this program knows {SchemaVersion}.");
            }
        }

        writer.Execute(Schema);
        writer.Execute("PRAGMA user_version = 1");
        writer.Execute("COMMIT");
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
