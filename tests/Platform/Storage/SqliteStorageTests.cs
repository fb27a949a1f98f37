using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>A SQLite file of its own with a clock that only tests move.</summary>
internal sealed class SqliteHome : IDisposable
{
    private readonly bool _ownsDirectory;

    /// <param name="directory">Kept at the end; without one, a new one that is deleted.</param>
    /// <param name="clock">Instead of the manual one.</param>
    public SqliteHome(string? directory = null, TimeProvider? clock = null)
    {
        _ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("codemeet-").FullName;
        File = new SqliteFile(Directory, NullLogger<SqliteFile>.Instance);
        Tables = new SqliteTableStore(File);
        Queues = new SqliteQueueStore(File, Nudge, clock ?? Clock);
        Blobs = new SqliteBlobStore(File);
    }

    public string Directory { get; }

    public SqliteFile File { get; }

    public ManualClock Clock { get; } = new();

    public QueueNudge Nudge { get; } = new();

    public ITableStore Tables { get; }

    public IQueueStore Queues { get; }

    public IBlobStore Blobs { get; }

    /// <summary>Closes the file and keeps it, for a test that opens it again.</summary>
    public void Close() => File.Dispose();

    public void Dispose()
    {
        Close();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}

internal sealed class ManualClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}

[TestClass]
public sealed class SqliteTableTests : TableContract, IDisposable
{
    private readonly SqliteHome _home = new();

    internal override ITableStore Tables => _home.Tables;

    internal override IQueueStore Queues => _home.Queues;

    internal override IBlobStore Blobs => _home.Blobs;

    protected override Task PassAsync(TimeSpan time)
    {
        _home.Clock.Advance(time);
        return Task.CompletedTask;
    }

    public void Dispose() => _home.Dispose();

    /// <summary>As in Azure; the emulator tells them apart.</summary>
    [TestMethod]
    public async Task Table_names_differ_by_more_than_case()
    {
        await InsertAsync(Row("r", "N", 1));
        Assert.IsNotNull(await Tables.GetAsync("CONTRACT", Own, "r", Stop));
    }
}

[TestClass]
public sealed class SqliteTableLimitsTests : TableLimitsContract, IDisposable
{
    private readonly SqliteHome _home = new();

    internal override ITableStore Tables => _home.Tables;

    internal override IQueueStore Queues => _home.Queues;

    internal override IBlobStore Blobs => _home.Blobs;

    protected override Task PassAsync(TimeSpan time)
    {
        _home.Clock.Advance(time);
        return Task.CompletedTask;
    }

    public void Dispose() => _home.Dispose();
}

[TestClass]
public sealed class SqliteQueueTests : QueueContract, IDisposable
{
    private readonly SqliteHome _home = new();

    internal override ITableStore Tables => _home.Tables;

    internal override IQueueStore Queues => _home.Queues;

    internal override IBlobStore Blobs => _home.Blobs;

    protected override Task PassAsync(TimeSpan time)
    {
        _home.Clock.Advance(time);
        return Task.CompletedTask;
    }

    public void Dispose() => _home.Dispose();

    [TestMethod]
    public async Task Message_is_gone_after_seven_days()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        _home.Clock.Advance(TimeSpan.FromDays(7));
        Assert.IsEmpty(await Queues.ReceiveAsync(Own, 1, TimeSpan.FromMinutes(1), Stop));
    }

    [TestMethod]
    public async Task Sender_is_nudged_once_the_message_can_be_received()
    {
        var heard = new List<string>();
        _home.Nudge.Subscribe(heard.Add);
        await Queues.SendAsync(Own, "now", TimeSpan.Zero, Stop);
        await Queues.SendAsync(Own, "later", TimeSpan.FromSeconds(5), Stop);
        CollectionAssert.AreEqual(new[] { Own }, heard);
    }
}

[TestClass]
public sealed class SqliteBlobTests : BlobContract, IDisposable
{
    private readonly SqliteHome _home = new();

    internal override ITableStore Tables => _home.Tables;

    internal override IQueueStore Queues => _home.Queues;

    internal override IBlobStore Blobs => _home.Blobs;

    protected override Task PassAsync(TimeSpan time) => Task.CompletedTask;

    public void Dispose() => _home.Dispose();
}
