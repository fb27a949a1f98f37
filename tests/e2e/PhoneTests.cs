using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>The plain-text editor that phones get, beside a whole one.</summary>
[TestClass]
public sealed class PhoneTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Whoever_types_on_a_phone_is_seen_where_they_type()
    {
        await using var app = await App.StartAsync();
        await using var ada = await Visitor.ArriveAsync("Ada", app.Url, Visitor.Desk);
        await using var linus = await Visitor.ArriveAsync("Linus", app.Url, Visitor.Phone);
        var desk = await RoomScreen.StartAsync(ada, "Ada");
        await RoomScreen.JoinAsync(linus, await desk.InviteLinkAsync("Partner"), "Linus");
        var code = linus.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" });
        await code.FillAsync("first\nsecond\nthird");
        var whereabouts = ada.Page.GetByRole(AriaRole.List, new() { Name = "Where the others are" });

        // Typing, and moving alone.
        await Expect(ada.Page.Locator(".remote-caret")).ToHaveCountAsync(1);
        await Expect(ada.Page.Locator(".remote-name")).ToContainTextAsync("Linus");
        await Expect(whereabouts).ToContainTextAsync(new Regex("Linus: .*, line 3"));
        await code.PressAsync("ArrowUp");
        await Expect(whereabouts).ToContainTextAsync(new Regex("Linus: .*, line 2"));

        // What others write above moves nobody in the text.
        await desk.TypeAtStartAsync("zero\n");
        await Expect(whereabouts).ToContainTextAsync(new Regex("Linus: .*, line 3"));
        await Expect(code).ToHaveValueAsync("zero\nfirst\nsecond\nthird");
    }
}
