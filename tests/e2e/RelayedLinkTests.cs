using CodeMeet.Calls;
using CodeMeet.Tests.Calls;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Links that may go through a real coturn only.</summary>
[TestClass]
public sealed class RelayedLinkTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Two_pages_meet_on_the_relay_and_are_back_within_five_seconds_of_its_return()
    {
        await using var coturn = await Coturn.StartAsync(Ct);
        await using var app = await App.StartAsync(null, null, coturn.Settings);
        await using var ada = await ArriveAsync("Ada", app);
        await using var grace = await ArriveAsync("Grace", app);
        var (adas, graces) = await MeetAsync(ada, grace);
        await adas.HasLinksAsync(1, Ct);
        await graces.HasLinksAsync(1, Ct);
        Assert.IsTrue(await adas.IsRelayedAsync());
        await Expect(People(ada)).ToContainTextAsync("relayed");

        await coturn.KillAsync();
        await Expect(People(ada)).Not.ToContainTextAsync("relayed", new() { Timeout = 30_000 });
        await Task.Delay(TimeSpan.FromSeconds(10), Ct); // As long as the network is to be gone.
        await coturn.StartAgainAsync(Ct);
        var back = DateTimeOffset.UtcNow;
        await adas.HasLinksAsync(1, Ct);
        await graces.HasLinksAsync(1, Ct);
        TestContext.WriteLine($"Linked again {(DateTimeOffset.UtcNow - back).TotalSeconds:0.0} s after the relay was back.");
        Assert.IsLessThan(TimeSpan.FromSeconds(5), DateTimeOffset.UtcNow - back);
        await Expect(People(ada)).ToContainTextAsync("relayed");
    }

    [TestMethod]
    public async Task Forged_credentials_relay_nothing_and_the_page_says_why()
    {
        await using var coturn = await Coturn.StartAsync(Ct);
        await using var app = await App.StartAsync(null, null, [.. coturn.Settings, "Calls:TurnSecret=another"]);
        await IsRefusedAsync(app);
    }

    [TestMethod]
    public async Task Expired_credentials_relay_nothing_and_the_page_says_why()
    {
        await using var coturn = await Coturn.StartAsync(Ct);
        // An app whose clock is late by as long as its credentials last: what it gives out is over for coturn.
        var clock = new LateClock(IceServers.CredentialLifetime + TimeSpan.FromMinutes(10));
        await using var app = await App.StartAsync(clock, null, coturn.Settings);
        await IsRefusedAsync(app);
    }

    private async Task IsRefusedAsync(App app)
    {
        await using var ada = await ArriveAsync("Ada", app);
        await using var grace = await ArriveAsync("Grace", app);
        var (adas, _) = await MeetAsync(ada, grace);
        await Expect(People(ada)).ToContainTextAsync("the relay refuses this page");
        await Expect(People(grace)).ToContainTextAsync("the relay refuses this page");
        Assert.AreEqual(0, (await adas.CountAsync()).Open);

        // The room does without.
        await new RoomScreen(ada.Page).TypeAtStartAsync("# by the server\n");
        await Eventually.HoldsAsync(async () => Assert.Contains("# by the server", await new RoomScreen(grace.Page).VisibleTextAsync()), Ct);
    }

    private static ILocator People(Visitor visitor) => visitor.Page.GetByRole(AriaRole.Region, new() { Name = "People" });

    private static async Task<Visitor> ArriveAsync(string name, App app)
    {
        var visitor = await Visitor.ArriveAsync(name, app.Url, Visitor.Desk);
        await LinkedPage.WatchAsync(visitor);
        return visitor;
    }

    private static async Task<(LinkedPage Ada, LinkedPage Grace)> MeetAsync(Visitor ada, Visitor grace)
    {
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        await (await RoomScreen.JoinAsync(grace, await hers.InviteLinkAsync("Partner"), "Grace")).TypableAsync();
        return (new LinkedPage(ada.Page), new LinkedPage(grace.Page));
    }

    private sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }
}
