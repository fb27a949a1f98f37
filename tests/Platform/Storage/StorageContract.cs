using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>What every storage adapter promises (rule S1 rests on it). One class per adapter derives from each part.</summary>
public abstract class StorageContract
{
    public TestContext TestContext { get; set; } = null!;

    internal abstract ITableStore Tables { get; }

    internal abstract IQueueStore Queues { get; }

    internal abstract IBlobStore Blobs { get; }

    /// <summary>Lets time pass: moves the clock where the adapter has ours, waits where it does not.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    private protected CancellationToken Stop => TestContext.CancellationToken;

    /// <summary>A partition, queue or container name of this test alone.</summary>
    private protected string Own { get; } = "t" + Guid.NewGuid().ToString("N");

    private protected static TableRow Row(string key, string property, object? value) => new(key) { [property] = value };

    private protected async Task<string> InsertAsync(TableRow row) =>
        (await Tables.SubmitAsync("Contract", Own, [new TableWrite.Insert(row)], Stop))[0];

    private protected async Task<TableRow> ReadAsync(string key) =>
        await Tables.GetAsync("Contract", Own, key, Stop) ?? throw new AssertFailedException($"Row '{key}' is not there.");

    private protected async Task<List<TableRow>> ListAsync(string? from = null, string? to = null)
    {
        var rows = new List<TableRow>();
        await foreach (var row in Tables.QueryAsync("Contract", Own, from, to, Stop))
        {
            rows.Add(row);
        }

        return rows;
    }

    private protected static async Task<StorageConflictException> ConflictAsync(Func<Task> write) => await Assert.ThrowsExactlyAsync<StorageConflictException>(write);

    /// <summary>Receives once something is visible, within ten seconds of the adapter's time.</summary>
    private protected async Task<QueueMessage> ReceiveOneAsync(TimeSpan visibility)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var received = await Queues.ReceiveAsync(Own, 1, visibility, Stop);
            if (received.Count == 1)
            {
                return received[0];
            }

            await PassAsync(TimeSpan.FromMilliseconds(100));
        }

        throw new AssertFailedException("No message became visible.");
    }
}
