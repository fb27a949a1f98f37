using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Test cases as the room shares them, and hidden ones as it does not.</summary>
[TestClass]
public sealed class SharedTestCasesTests : PythonRoomTests
{
    [TestMethod]
    public async Task Everybody_sees_the_cases_and_how_each_ended_and_of_hidden_ones_only_that()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk, ColorScheme.Dark);
        await using var linus = await Visitor.ArriveAsync("Linus", App.Url, Visitor.Phone);
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var link = await hers.InviteLinkAsync("Partner");
        var theirs = await RoomScreen.JoinAsync(grace, link, "Grace");
        await theirs.TypableAsync();
        await hers.ReplaceCodeAsync("a, b = map(int, input().split())\nprint(a + b)\nprint('done ')\n");

        await hers.OpenOutputTabAsync("Tests");
        await ada.ShootAsync("tests-empty");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Add a test case" }).ClickAsync();
        await ada.Page.GetByLabel("Name of the test case").FillAsync("adds");
        await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Input", Exact = true }).FillAsync("1 2\n");
        await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Expected output" }).FillAsync("3\ndone\n");

        // The other one writes the next, in the same list.
        await theirs.OpenOutputTabAsync("Tests");
        await Expect(grace.Page.GetByRole(AriaRole.Textbox, new() { Name = "Expected output" })).ToHaveValueAsync("3\ndone\n");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Add a test case" }).ClickAsync();
        await grace.Page.GetByLabel("Name of the test case").FillAsync("big");
        await grace.Page.GetByRole(AriaRole.Textbox, new() { Name = "Input", Exact = true }).FillAsync("20 30\n");
        await grace.Page.GetByRole(AriaRole.Textbox, new() { Name = "Expected output" }).FillAsync("50\n\tdone\n");
        await theirs.IsSavedAsync();
        var herList = ada.Page.GetByRole(AriaRole.List, new() { Name = "Test cases" });
        await Expect(herList.GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        await Expect(grace.Page.GetByRole(AriaRole.Button, new() { Name = "Add a hidden case, for you alone" })).ToHaveCountAsync(0);

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Add a hidden case, for you alone" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Input", Exact = true }).FillAsync("-1 1\n");
        await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Expected output" }).FillAsync("no secret is told\n");
        await ada.Page.Keyboard.PressAsync("Control+Shift+Enter");
        await Expect(ada.Page.GetByText("1 of 3 passed")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(herList.GetByRole(AriaRole.Button, new() { NameRegex = new("^Hidden 1.*Wrong answer") })).ToBeVisibleAsync();
        await ada.ShootAsync("tests-hidden-desk");
        await herList.GetByRole(AriaRole.Button, new() { NameRegex = new("^big") }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Region, new() { Name = "Result of big" })).ToContainTextAsync("Wrong answer");
        await Expect(ada.Page.GetByRole(AriaRole.Region, new() { Name = "Result of big" })).ToContainTextAsync("→");
        await ada.ShootAsync("tests-wrong-desk-light");

        // The others see that a hidden one failed, and nothing of it.
        var theirList = grace.Page.GetByRole(AriaRole.List, new() { Name = "Test cases" });
        await Expect(theirList).ToContainTextAsync("Hidden 1");
        await Expect(theirList.GetByText("Wrong answer")).ToHaveCountAsync(2);
        await Expect(grace.Page.GetByText("no secret is told")).ToHaveCountAsync(0);
        await grace.ShootAsync("tests-wrong-desk-dark");
        await theirs.OpenOutputTabAsync("Output");
        await Expect(theirs.Output).ToContainTextAsync("2 failed");
        await grace.ShootAsync("tests-run-desk-dark");

        // Only what failed runs again.
        await hers.ReplaceCodeAsync("a, b = map(int, input().split())\nprint(a + b)\nprint('\\tdone' if a > 9 else 'done')\n");
        await hers.OpenOutputTabAsync("Tests");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Failed", Exact = true }).ClickAsync();
        await Expect(ada.Page.GetByText("2 of 3 passed")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        await RoomScreen.JoinAsync(linus, link, "Linus");
        await linus.Page.GetByRole(AriaRole.Tab, new() { Name = "Output", Exact = true }).First.ClickAsync();
        await linus.Page.GetByRole(AriaRole.Tab, new() { Name = "Tests" }).ClickAsync();
        await Expect(linus.Page.GetByRole(AriaRole.List, new() { Name = "Test cases" })).ToContainTextAsync("big");
        await linus.ShootAsync("tests-list-phone");
        await linus.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^adds") }).ClickAsync();
        await Expect(linus.Page.GetByRole(AriaRole.Textbox, new() { Name = "Expected output" })).ToHaveValueAsync("3\ndone\n");
        await linus.ShootAsync("tests-case-phone");
    }
}
