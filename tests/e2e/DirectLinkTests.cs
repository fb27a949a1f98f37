using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Direct links between the pages of a room, seen from the connections the browser really holds.</summary>
[TestClass]
public sealed class DirectLinkTests : BrowserTests
{
    [TestMethod]
    public async Task Every_pair_of_pages_has_one_link_and_a_reload_replaces_it()
    {
        await using var ada = await ArriveAsync("Ada");
        await using var grace = await ArriveAsync("Grace");
        await using var linus = await ArriveAsync("Linus");
        var link = await StartAsync(ada);
        var (adas, graces) = (new LinkedPage(ada.Page), await JoinAsync(grace, link, "Grace"));
        await adas.HasLinksAsync(1, Ct);
        await graces.HasLinksAsync(1, Ct);
        await Expect(ada.Page.GetByRole(AriaRole.Region, new() { Name = "People" })).ToContainTextAsync("direct");

        var linuses = await JoinAsync(linus, link, "Linus");
        foreach (var page in new[] { adas, graces, linuses })
        {
            await page.HasLinksAsync(2, Ct);
        }

        await grace.Page.ReloadAsync();
        await new RoomScreen(grace.Page).TypableAsync();
        foreach (var page in new[] { graces, adas, linuses })
        {
            await page.HasLinksAsync(2, Ct);
        }

        Assert.AreEqual(2, (await graces.CountAsync()).Made, "A page makes one connection for each other page and no more.");
        Assert.AreEqual(3, (await adas.CountAsync()).Made);
    }

    [TestMethod]
    public async Task I2_leaving_superseding_and_removal_close_the_link_on_the_other_side_within_a_second()
    {
        await using var ada = await ArriveAsync("Ada");
        await using var grace = await ArriveAsync("Grace");
        await using var linus = await ArriveAsync("Linus");
        var link = await StartAsync(ada);
        var (adas, older, linuses) = (new LinkedPage(ada.Page), await JoinAsync(grace, link, "Grace"), await JoinAsync(linus, link, "Linus"));
        await adas.HasLinksAsync(2, Ct);
        await linuses.HasLinksAsync(2, Ct);

        await new RoomScreen(linus.Page).ChooseFromMenuAsync("Leave…", "Leave");
        await Expect(linus.Page.GetByText("You left the room")).ToBeVisibleAsync();
        var before = await linuses.AnsweredAtAsync("leave");
        await adas.ClosedWithinASecondAsync(1, before, Ct);
        await older.ClosedWithinASecondAsync(1, before, Ct);
        await adas.HasLinksAsync(1, Ct);

        // The newer tab is linked in the place of the older one, which holds nothing any more.
        var newer = new LinkedPage(await grace.OpenTabAsync());
        await newer.Page.GotoAsync(older.Page.Url);
        await newer.HasLinksAsync(1, Ct);
        before = await newer.AnsweredAtAsync("join");
        await adas.ClosedWithinASecondAsync(0, before, Ct);
        await older.ClosedWithinASecondAsync(0, before, Ct);
        await adas.HasLinksAsync(1, Ct);
        Assert.AreEqual(3, (await adas.CountAsync()).Made);

        before = DateTimeOffset.UtcNow;
        await adas.PostAsync($"participants/{await newer.ParticipantIdAsync()}/remove");
        await adas.ClosedWithinASecondAsync(2, before, Ct);
        await newer.ClosedWithinASecondAsync(0, before, Ct);
        await adas.HasLinksAsync(0, Ct);
    }

    [TestMethod]
    public async Task The_end_of_a_room_closes_every_link_within_a_second()
    {
        await using var ada = await ArriveAsync("Ada");
        await using var grace = await ArriveAsync("Grace");
        var link = await StartAsync(ada);
        var (adas, graces) = (new LinkedPage(ada.Page), await JoinAsync(grace, link, "Grace"));
        await graces.HasLinksAsync(1, Ct);
        var before = DateTimeOffset.UtcNow;
        await adas.PostAsync("end");
        await graces.ClosedWithinASecondAsync(0, before, Ct);
        await adas.ClosedWithinASecondAsync(0, before, Ct);
    }

    private async Task<Visitor> ArriveAsync(string name)
    {
        var visitor = await Visitor.ArriveAsync(name, App.Url, Visitor.Desk);
        await LinkedPage.WatchAsync(visitor);
        return visitor;
    }

    private static async Task<string> StartAsync(Visitor visitor) => await (await RoomScreen.StartAsync(visitor, "Ada")).InviteLinkAsync("Partner");

    private static async Task<LinkedPage> JoinAsync(Visitor visitor, string link, string name)
    {
        await (await RoomScreen.JoinAsync(visitor, link, name)).TypableAsync();
        return new LinkedPage(visitor.Page);
    }
}
