using System.IO.Pipelines;
using CodeMeet.Collab;
using CodeMeet.Platform.Storage;
using CodeMeet.Tests.Platform.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Collab;

/// <summary>One process's part in a document's log: its own heads and its own connection to the one SQLite file.</summary>
internal sealed class LogInstance(SqliteHome home, FailAt? failAt = null)
{
    private readonly ITableStore _tables = failAt is null ? home.Tables : new FailingTables(home.Tables, failAt);
    private readonly IBlobStore _blobs = failAt is null ? home.Blobs : new FailingBlobs(home.Blobs, failAt);

    public static DocumentKey Code { get; } = new("room1", DocumentPolicy.CodeName);

    /// <summary>When the room was created: the clock's start.</summary>
    public DateTimeOffset Since { get; } = new SqliteClock().GetUtcNow();

    public UpdateLog Log => field ??= new UpdateLog(_tables, home.Queues, Reader, new LogHeads(), home.Clock, NullLogger<UpdateLog>.Instance);

    public LogReader Reader => field ??= new LogReader(_tables, _blobs);

    public CompactLog Compactor => field ??= new CompactLog(_tables, _blobs, home.Queues, Reader, home.Clock, NullLogger<CompactLog>.Instance);

    public Quarantine Quarantine => field ??= new Quarantine(_tables, home.Queues, NullLogger<Quarantine>.Instance);

    public Task<Appended> AppendAsync(int author, int batch, byte[] frames, CancellationToken cancellationToken) =>
        Log.AppendAsync(Code, DocumentPolicy.Code, author, batch, frames, Since, cancellationToken);

    public Task SeedAsync(CancellationToken cancellationToken) => Log.SeedAsync(Code.RoomId, "python", "main.py", "print(1)\n", cancellationToken);

    public Task CompactAsync(CancellationToken cancellationToken) => Compactor.HandleAsync(new CompactLogMessage(Code.RoomId, Code.Doc), cancellationToken);

    /// <summary>What a page gets that has everything up to <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<LogEntry>> ReadAsync(int after, bool snapshot, CancellationToken cancellationToken)
    {
        var head = await Log.HeadAsync(Code.RoomId, Code.Doc, cancellationToken);
        using var answer = new MemoryStream();
        var output = PipeWriter.Create(answer, new StreamPipeWriterOptions(leaveOpen: true));
        await Reader.WriteAsync(Code, after, head, snapshot, output, cancellationToken);
        await output.CompleteAsync();
        List<LogEntry> entries = [];
        for (var position = 0; position < answer.Length;)
        {
            entries.Add(LogEntry.Read(answer.ToArray(), ref position));
        }

        return entries;
    }

    private sealed class SqliteClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    }
}

/// <summary>Stops a process before its n-th write: counts down, then throws until the end.</summary>
internal sealed class FailAt(int writes)
{
    private int _left = writes;

    public bool Failed { get; private set; }

    /// <summary>What happens elsewhere while the process is held up before its next write to a table.</summary>
    public Func<Task>? BeforeNext { get; set; }

    public void Pass()
    {
        if (_left-- > 0)
        {
            return;
        }

        Failed = true;
        throw new ProcessDiedException();
    }
}

internal sealed class ProcessDiedException : Exception;

internal sealed class FailingTables(ITableStore inner, FailAt failAt) : ITableStore
{
    public Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken) =>
        inner.GetAsync(table, partitionKey, rowKey, cancellationToken);

    public IAsyncEnumerable<TableRow> QueryAsync(string table, string partitionKey, string? from = null, string? to = null, CancellationToken cancellationToken = default) =>
        inner.QueryAsync(table, partitionKey, from, to, cancellationToken);

    public async Task<IReadOnlyList<string>> SubmitAsync(string table, string partitionKey, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        failAt.Pass();
        if (failAt.BeforeNext is { } elsewhere)
        {
            failAt.BeforeNext = null;
            await elsewhere();
        }

        return await inner.SubmitAsync(table, partitionKey, writes, cancellationToken);
    }
}

internal sealed class FailingBlobs(IBlobStore inner, FailAt failAt) : IBlobStore
{
    public Task<Blob?> GetAsync(string container, string name, CancellationToken cancellationToken) => inner.GetAsync(container, name, cancellationToken);

    public Task<string> PutAsync(string container, string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        failAt.Pass();
        return inner.PutAsync(container, name, content, condition, cancellationToken);
    }

    public Task DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        failAt.Pass();
        return inner.DeleteAsync(container, name, cancellationToken);
    }

    public IAsyncEnumerable<string> ListAsync(string container, string prefix, CancellationToken cancellationToken) => inner.ListAsync(container, prefix, cancellationToken);
}
