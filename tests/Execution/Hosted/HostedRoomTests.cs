using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Tests.Collab;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>A room whose runs go to a host that begins them and falls silent.</summary>
[TestClass]
public sealed class HostedRoomTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_stop_that_the_host_does_not_heed_is_cancelled_all_the_same_with_what_was_printed()
    {
        await using var silent = await SilentHost.StartAsync(Ct);
        await using var app = await App.StartAsync(new HastyClock(), null, $"Execution:Host={silent.Url}", $"Execution:HostKey={HostProcess.Key}");
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        await using var ear = await HubEar.OpenAsync(app.Url, host.Token, Ct);
        var store = app.Services.GetRequiredService<RunStore>();
        var run = new Run(store.NewId(), Run.Queued, "python", "main.py", ["main.py"], host.Id, DateTimeOffset.UtcNow, null, null, null, 0, false, false, null, 0, null, null, "");
        await store.AddAsync(host.RoomId, run, new RunSource([new SourceFile("main.py", "")], "", [], null), idempotencyKey: null, Ct);
        await app.Services.GetRequiredService<RunNews>().GiveTurnAsync(host.RoomId, run, Ct);
        await RunCalls.HeardAsync(ear, run.Id, "x", Ct);

        await RunCalls.CancelAsync(host, run.Id, Ct);

        await RunCalls.ToldAsync(ear, run.Id, "cancelled", Ct);
        var ended = await RunCalls.GetAsync(host, run.Id, Ct);
        Assert.AreEqual(("cancelled", 1, "x"), ((string?)ended["status"], (int?)ended["attempt"], (string?)ended["stdout"]));
    }
}
