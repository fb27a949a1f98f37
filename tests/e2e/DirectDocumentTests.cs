using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Edits between two real pages without the server, and what becomes of them when their author is gone.</summary>
[TestClass]
public sealed class DirectDocumentTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task C2_what_somebody_cut_off_from_the_server_typed_is_seen_and_outlives_their_page()
    {
        await using var app = await App.StartAsync();
        await using var ada = await Visitor.ArriveAsync("Ada", app.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", app.Url, Visitor.Desk);
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var link = await hers.InviteLinkAsync("Partner");
        var theirs = await RoomScreen.JoinAsync(grace, link, "Grace");
        await theirs.TypableAsync();
        foreach (var visitor in new[] { ada, grace })
        {
            await Expect(visitor.Page.GetByText("direct", new() { Exact = true }).First).ToBeVisibleAsync();
        }

        // Cuts HTTP and the hub, not WebRTC.
        await grace.Context.SetOfflineAsync(true);
        await theirs.TypeAtStartAsync("# last words\n");
        await Eventually.HoldsAsync(async () => Assert.Contains("# last words", await hers.VisibleTextAsync()), Ct);
        await grace.Page.CloseAsync();

        // The server believes for 20 s that Grace is there; then Ada's page brings what it saw to the log, where a newcomer finds it.
        await using var linus = await Visitor.ArriveAsync("Linus", app.Url, Visitor.Desk);
        var third = await RoomScreen.JoinAsync(linus, link, "Linus");
        await third.TypableAsync();
        await Eventually.HoldsAsync(async () => Assert.Contains("# last words", await third.VisibleTextAsync()), Ct);
        Assert.Contains("# last words", await hers.VisibleTextAsync());
    }
}
