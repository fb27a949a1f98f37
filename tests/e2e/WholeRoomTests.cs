using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Two people and a late third, from the landing page to the end of the room.</summary>
[TestClass]
public sealed class WholeRoomTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Three_people_create_join_type_run_chat_reload_leave_and_end()
    {
        foreach (var language in SandboxFixture.Languages.All.Where(l => l.Base))
            await SandboxFixture.NeedsAsync(language.Id);
        await using var app = await App.StartAsync();
        await using var ada = await Visitor.ArriveAsync("Ada", app.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", app.Url, Visitor.Desk, ColorScheme.Dark);
        await using var linus = await Visitor.ArriveAsync("Linus", app.Url, Visitor.Phone);

        await ada.Page.GotoAsync("/");
        await ada.ShootAsync("landing-desk");
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var link = await hers.InviteLinkAsync("Partner");
        await grace.Page.GotoAsync(link);
        await grace.ShootAsync("door-desk-dark");
        var theirs = await RoomScreen.JoinAsync(grace, link, "Grace");
        await theirs.TypableAsync();
        await hers.SeesPeopleAsync(2);
        await theirs.SeesPeopleAsync(2);

        // Both type at once, at both ends of the file.
        await Task.WhenAll(hers.TypeAtStartAsync("# Ada was here\n"), theirs.TypeAtEndAsync("# Grace was here\n"));
        await Eventually.HoldsAsync(async () =>
        {
            var (one, two) = (await hers.VisibleTextAsync(), await theirs.VisibleTextAsync());
            Assert.AreEqual(one, two);
            Assert.Contains("# Ada was here", one);
            Assert.Contains("# Grace was here", one);
        }, Ct);
        await hers.IsSavedAsync();
        await Expect(ada.Page.Locator(".remote-name")).ToContainTextAsync("Grace");
        await Expect(grace.Page.Locator(".remote-name")).ToContainTextAsync("Ada");
        await ada.ShootAsync("room-desk-light");

        // Every language, with input, the same output on both screens.
        await hers.SetStdinAsync("Turing\n");
        var runs = 0;
        foreach (var language in new[] { "Python", "JavaScript", "TypeScript", "Java", "C", "C++" })
        {
            runs++;
            if (language != "Python")
            {
                await hers.ChooseLanguageAsync(language);
            }

            await hers.RunAsync();
            await hers.SeesRunAsync(runs, "Finished", "Hello, Turing!");
            await theirs.SeesRunAsync(runs, "Finished", "Hello, Turing!");
        }

        await ada.ShootAsync("room-desk-after-runs");
        await grace.ShootAsync("room-desk-dark");

        // A third comes late, on a phone, and reads the same.
        var third = await RoomScreen.JoinAsync(linus, link, "Linus");
        var phoneText = linus.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" });
        await Expect(phoneText).ToBeVisibleAsync();
        await Expect(phoneText).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Hello"));
        await linus.ShootAsync("room-phone");
        await hers.SeesPeopleAsync(3);
        await phoneText.FocusAsync();
        await linus.Page.Keyboard.PressAsync("Control+Home");
        await linus.Page.Keyboard.TypeAsync("// from a phone\n");
        await Eventually.HoldsAsync(async () => Assert.Contains("// from a phone", await hers.VisibleTextAsync()), Ct);

        await hers.SayAsync("Shall we start?");
        await theirs.HearsAsync("Shall we start?");
        await theirs.SayAsync("Yes.");
        await hers.HearsAsync("Yes.");
        await linus.Page.GetByRole(AriaRole.Tab, new() { Name = "Chat" }).ClickAsync();
        await third.HearsAsync("Shall we start?");
        await linus.ShootAsync("chat-phone");

        // A reload brings back the same person and the same text.
        await grace.Page.ReloadAsync();
        await theirs.TypableAsync();
        await hers.SeesPeopleAsync(3);
        await Eventually.HoldsAsync(async () => Assert.AreEqual(await hers.VisibleTextAsync(), await theirs.VisibleTextAsync()), Ct);
        await theirs.HearsAsync("Shall we start?");

        await third.ChooseFromMenuAsync("Leave…", "Leave");
        await Expect(linus.Page.GetByText("You left the room")).ToBeVisibleAsync();
        await hers.SeesPeopleAsync(2);

        await hers.ChooseFromMenuAsync("End for everyone…", "End the room");
        await Expect(grace.Page.GetByText("Thank you, this room has ended")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("Thank you, this room has ended")).ToBeVisibleAsync();
        await grace.ShootAsync("ended-desk-dark");
    }
}
