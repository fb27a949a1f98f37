using CodeMeet.Platform.Storage;
using CodeMeet.Tests.Platform.Storage;

namespace CodeMeet.Tests.Platform.Azure;

[TestClass]
public sealed class AzuriteTableTests : TableContract
{
    private Azurite _azurite = null!;

    internal override ITableStore Tables => _azurite.Tables;

    internal override IQueueStore Queues => _azurite.Queues;

    internal override IBlobStore Blobs => _azurite.Blobs;

    [TestInitialize]
    public async Task StartAsync() => _azurite = await Azurite.SharedAsync();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);
}

[TestClass]
public sealed class AzuriteTableLimitsTests : TableLimitsContract
{
    private Azurite _azurite = null!;

    internal override ITableStore Tables => _azurite.Tables;

    internal override IQueueStore Queues => _azurite.Queues;

    internal override IBlobStore Blobs => _azurite.Blobs;

    [TestInitialize]
    public async Task StartAsync() => _azurite = await Azurite.SharedAsync();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);
}

[TestClass]
public sealed class AzuriteQueueTests : QueueContract
{
    private Azurite _azurite = null!;

    internal override ITableStore Tables => _azurite.Tables;

    internal override IQueueStore Queues => _azurite.Queues;

    internal override IBlobStore Blobs => _azurite.Blobs;

    [TestInitialize]
    public async Task StartAsync() => _azurite = await Azurite.SharedAsync();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);
}

[TestClass]
public sealed class AzuriteBlobTests : BlobContract
{
    private Azurite _azurite = null!;

    internal override ITableStore Tables => _azurite.Tables;

    internal override IQueueStore Queues => _azurite.Queues;

    internal override IBlobStore Blobs => _azurite.Blobs;

    [TestInitialize]
    public async Task StartAsync() => _azurite = await Azurite.SharedAsync();

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);
}
