using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>A file that cannot be trusted is a failure, never an empty store; and the file does not grow without bound.</summary>
[TestClass]
public sealed class SqliteFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("codemeet-").FullName;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    private string Database => Path.Combine(_directory, "codemeet.db");

    [TestMethod]
    public void A_file_that_is_no_database_is_unavailable()
    {
        File.WriteAllText(Database, new string('x', 10_000));
        Assert.ThrowsExactly<StorageUnavailableException>(() => new SqliteHome(_directory));
        Assert.AreEqual(new string('x', 10_000), File.ReadAllText(Database));
    }

    [TestMethod]
    public void A_directory_that_cannot_be_made_is_unavailable()
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");
        Assert.ThrowsExactly<StorageUnavailableException>(() => new SqliteHome(Path.Combine(_directory, "file", "data")));
    }

    [TestMethod]
    public void A_file_of_a_newer_version_is_unavailable()
    {
        new SqliteHome(_directory).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var failure = Assert.ThrowsExactly<StorageUnavailableException>(() => new SqliteHome(_directory));
        StringAssert.Contains(failure.Message, "99", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Damaged_pages_read_as_unavailable_and_never_as_absent()
    {
        var home = new SqliteHome(_directory);
        for (var first = 0; first < 500; first += 100)
        {
            var start = first;
            await home.Tables.SubmitAsync("Rooms", "p", [.. Enumerable.Range(start, 100).Select(index => new TableWrite.Insert(new TableRow($"{index:000}") { ["Bytes"] = new byte[200] }))], Stop);
        }

        home.Dispose();
        var bytes = await File.ReadAllBytesAsync(Database, Stop);
        bytes.AsSpan(4096).Fill(0xEE);
        await File.WriteAllBytesAsync(Database, bytes, Stop);
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(async () =>
        {
            var damaged = new SqliteHome(_directory);
            try
            {
                await damaged.Tables.GetAsync("Rooms", "p", "250", Stop);
            }
            finally
            {
                damaged.Dispose();
            }
        });
    }

    [TestMethod]
    public async Task A_closed_store_is_unavailable_after_it_finished_what_it_had()
    {
        var home = new SqliteHome(_directory);
        var writes = Enumerable.Range(0, 100).Select(index => home.Tables.SubmitAsync("Rooms", "p", [new TableWrite.Insert(new TableRow($"{index:000}"))], Stop)).ToArray();
        home.Dispose();
        await Task.WhenAll(writes);
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(() => home.Tables.SubmitAsync("Rooms", "p", [new TableWrite.Insert(new TableRow("late"))], Stop));
    }

    [TestMethod]
    public async Task Rows_are_there_after_closing_and_opening()
    {
        var home = new SqliteHome(_directory);
        var etag = (await home.Tables.SubmitAsync("Rooms", "p", [new TableWrite.Insert(new TableRow("r") { ["N"] = 1 })], Stop))[0];
        home.Dispose();
        home = new SqliteHome(_directory);
        Assert.AreEqual(etag, (await home.Tables.GetAsync("Rooms", "p", "r", Stop))!.ETag);
        home.Dispose();
    }

    [TestMethod]
    public async Task Write_ahead_log_stays_bounded_while_somebody_always_reads()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var home = new SqliteHome(_directory);
        var reading = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await home.Blobs.GetAsync("docs", "b0", CancellationToken.None);
                }
            },
            Stop);
        for (var index = 0; index < 40; index++)
        {
            await home.Blobs.PutAsync("docs", $"b{index % 4}", new byte[4 * 1024 * 1024], BlobCondition.Always, Stop);
        }

        var length = new FileInfo(Database + "-wal").Length;
        await stop.CancelAsync();
        await reading;
        home.Dispose();
        Assert.IsLessThan(100L * 1024 * 1024, length, "160 MiB were written");
    }

    [TestMethod]
    public void Rows_that_were_cut_or_garbled_do_not_decode()
    {
        var bytes = RowCodec.Encode(new TableRow("r") { ["Text"] = "hello", ["Long"] = 5L, ["Bytes"] = new byte[] { 1, 2, 3 } });
        Assert.AreEqual("hello", RowCodec.Decode("r", "", bytes).GetString("Text"));
        Assert.ThrowsExactly<InvalidDataException>(() => RowCodec.Decode("r", "", bytes.AsSpan(..^1)));
        bytes[5] = 0x77;
        Assert.ThrowsExactly<InvalidDataException>(() => RowCodec.Decode("r", "", bytes));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
