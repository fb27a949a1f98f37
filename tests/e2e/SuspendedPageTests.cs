using System.Diagnostics;
using System.Globalization;

namespace CodeMeet.Tests.E2e;

/// <summary>A page whose process stands still, as on a laptop that was closed, with everything it had open.</summary>
[TestClass]
public sealed class SuspendedPageTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_page_that_slept_for_half_a_minute_is_linked_again_within_five_seconds_and_doubled_by_nobody()
    {
        await using var app = await App.StartAsync();
        await using var ada = await Visitor.ArriveAsync("Ada", app.Url, Visitor.Desk);
        await LinkedPage.WatchAsync(ada);
        await CallScreen.WatchAsync(ada);
        var link = await (await RoomScreen.StartAsync(ada, "Ada")).InviteLinkAsync("Partner");
        var others = await RenderersAsync();
        await using var grace = await Visitor.ArriveAsync("Grace", app.Url, Visitor.Desk);
        await LinkedPage.WatchAsync(grace);
        await CallScreen.WatchAsync(grace);
        var theirs = await RoomScreen.JoinAsync(grace, link, "Grace");
        await theirs.TypableAsync();
        var (adas, graces) = (new LinkedPage(ada.Page), new LinkedPage(grace.Page));
        await adas.HasLinksAsync(1, Ct);
        var (herCall, theirCall) = (new CallScreen(ada.Page), new CallScreen(grace.Page));
        await herCall.JoinAsync();
        await theirCall.JoinAsync();
        await Task.WhenAll(herCall.SeesAndHearsAsync(1, Ct), theirCall.SeesAndHearsAsync(1, Ct));

        var sleepers = (await RenderersAsync()).Except(others).ToList();
        Assert.IsNotEmpty(sleepers);
        await SignalAsync("-STOP", sleepers);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(30), Ct); // What is tested is a sleep of this length.
            Assert.AreEqual(0, (await adas.CountAsync()).Open, "Whoever sleeps is not linked.");
        }
        finally
        {
            await SignalAsync("-CONT", sleepers);
        }

        var awake = DateTimeOffset.UtcNow;
        await adas.HasLinksAsync(1, Ct);
        await graces.HasLinksAsync(1, Ct);
        var took = DateTimeOffset.UtcNow - awake;
        TestContext.WriteLine($"Linked again {took.TotalSeconds:0.0} s after waking.");
        await Task.WhenAll(herCall.SeesAndHearsAsync(1, Ct), theirCall.SeesAndHearsAsync(1, Ct));
        TestContext.WriteLine($"Seen and heard again {(DateTimeOffset.UtcNow - awake).TotalSeconds:0.0} s after waking.");
        Assert.IsLessThan(TimeSpan.FromSeconds(5), took);
        await herCall.SeesTilesAsync(2);
        await theirCall.SeesTilesAsync(2);
        await new RoomScreen(ada.Page).SeesPeopleAsync(2);
    }

    /// <summary>Processes of the tests' own browser that hold pages.</summary>
    private static async Task<IReadOnlyList<int>> RenderersAsync()
    {
        await using var session = await (await Browser.SharedAsync()).NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo") ?? throw new InvalidOperationException("Chromium tells nothing of its processes.");
        return
        [
            .. answer.GetProperty("processInfo").EnumerateArray()
                .Where(process => process.GetProperty("type").GetString() is "renderer")
                .Select(process => process.GetProperty("id").GetInt32()),
        ];
    }

    private async Task SignalAsync(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("/bin/kill", [signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync(Ct);
        Assert.AreEqual(0, kill.ExitCode);
    }
}
