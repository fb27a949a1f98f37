using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>The real app in its other home: the same calls, over the wire of Azure Storage.</summary>
[TestClass]
public sealed class AppOnAzuriteTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task R1_two_instances_seat_four_people_and_no_fifth()
    {
        var azurite = await Azurite.SharedAsync();
        await using var one = await App.StartAsync(settings: "Storage:ConnectionString=" + azurite.ConnectionString);
        await using var two = await App.StartAsync(settings: "Storage:ConnectionString=" + azurite.ConnectionString);
        var host = await Person.CreateAsync(one.Http, cancellationToken: Stop);
        var invite = host.Invite("candidate");
        var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Person.TryJoinAsync(number % 2 == 0 ? one.Http : two.Http, host.RoomId, invite, $"Guest {number}", Stop)));
        Assert.AreEqual(3, joined.Count(answer => answer.Status == 200));
        Assert.AreEqual(5, joined.Count(answer => answer.Status == 409));
    }

    [TestMethod]
    [DataRow("", "", typeof(SqliteTableStore))]
    [DataRow("Storage:ConnectionString", "UseDevelopmentStorage=true", typeof(AzureTableStore))]
    [DataRow("Storage:AccountName", "acct", typeof(AzureTableStore))]
    public async Task Configuration_chooses_the_home(string key, string value, Type expected)
    {
        var data = Directory.CreateTempSubdirectory("codemeet-").FullName;
        var configuration = new ConfigurationManager { ["Data:Directory"] = data };
        if (key.Length > 0)
        {
            configuration[key] = value;
        }

        await using (var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider())
        {
            Assert.AreEqual(expected, services.GetRequiredService<ITableStore>().GetType());
            Assert.AreEqual(expected.Assembly, services.GetRequiredService<IQueueStore>().GetType().Assembly);
            Assert.IsNotNull(services.GetRequiredService<IBlobStore>());
        }

        Directory.Delete(data, recursive: true);
    }
}
