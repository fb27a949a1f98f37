using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>What people see when a room is not simply open to them.</summary>
[TestClass]
public sealed class RoomStatesTests : BrowserTests
{
    [TestMethod]
    public async Task Typing_offline_is_counted_kept_and_merged()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var theirs = await RoomScreen.JoinAsync(grace, await hers.InviteLinkAsync("Partner"), "Grace");
        await theirs.TypableAsync();
        await hers.SeesPeopleAsync(2);

        await grace.Context.SetOfflineAsync(true);
        await theirs.TypeAtEndAsync("# from the train\n");
        await Expect(grace.Page.GetByText(new System.Text.RegularExpressions.Regex("offline, \\d+ changes? waiting"))).ToBeVisibleAsync();
        await hers.TypeAtStartAsync("# meanwhile\n");
        await grace.ShootAsync("offline-desk");

        await grace.Context.SetOfflineAsync(false);
        await Eventually.HoldsAsync(async () =>
        {
            var text = await hers.VisibleTextAsync();
            Assert.Contains("# from the train", text);
            Assert.Contains("# meanwhile", text);
            Assert.AreEqual(text, await theirs.VisibleTextAsync());
        }, Ct);
        await theirs.IsSavedAsync();
    }

    /// <summary>Without it a page that was offline at its first keystroke had an error nobody caught, and no suggestions for good.</summary>
    [TestMethod]
    public async Task The_editors_worker_starts_when_the_network_is_back()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var (asked, isCut) = (0, true);
        await ada.Context.RouteAsync("**/editor.worker*", route =>
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref isCut) ? route.AbortAsync() : route.ContinueAsync();
        });
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.TypeAtEndAsync("# typed\n");
        await Eventually.HoldsAsync(() =>
        {
            Assert.AreNotEqual(0, Volatile.Read(ref asked), "Nothing of this editor needs a worker.");
            return Task.CompletedTask;
        }, Ct);
        Assert.IsEmpty(ada.Page.Workers);

        Volatile.Write(ref isCut, false);
        await Eventually.HoldsAsync(async () =>
        {
            await ada.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
            Assert.Contains(worker => worker.Url.Contains("/editor.worker", StringComparison.Ordinal), ada.Page.Workers);
        }, Ct);
    }

    [TestMethod]
    public async Task Undo_takes_back_only_ones_own_edits()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var theirs = await RoomScreen.JoinAsync(grace, await hers.InviteLinkAsync("Partner"), "Grace");
        await theirs.TypableAsync();

        await hers.TypeAtStartAsync("# one\n");
        await Eventually.HoldsAsync(async () => Assert.Contains("# one", await theirs.VisibleTextAsync()), Ct);
        await theirs.TypeAtEndAsync("# two\n");
        await Eventually.HoldsAsync(async () => Assert.Contains("# two", await hers.VisibleTextAsync()), Ct);

        await hers.Editor.ClickAsync();
        for (var i = 0; i < 5; i++)
        {
            await ada.Page.Keyboard.PressAsync("Control+z");
        }

        await Eventually.HoldsAsync(async () =>
        {
            var text = await hers.VisibleTextAsync();
            Assert.DoesNotContain("# one", text);
            Assert.Contains("# two", text);
            Assert.AreEqual(text, await theirs.VisibleTextAsync());
        }, Ct);
    }

    [TestMethod]
    public async Task A_second_tab_takes_over_and_the_first_can_take_back()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await RoomScreen.StartAsync(ada, "Ada");
        var first = ada.Page;
        await first.Keyboard.PressAsync("Escape");
        var second = await ada.OpenTabAsync();
        await second.GotoAsync(first.Url);
        await new RoomScreen(second).TypableAsync();
        await Expect(first.GetByText("You went on in another tab or on another device.")).ToBeVisibleAsync();
        await first.BringToFrontAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Use it here" }).ClickAsync();
        await Expect(second.GetByText("You went on in another tab or on another device.")).ToBeVisibleAsync();
        await new RoomScreen(first).SeesPeopleAsync(1);
        await new RoomScreen(first).TypeAtStartAsync("# back here\n");
        await new RoomScreen(first).IsSavedAsync();
        await ada.ShootAsync("superseded-desk");
    }

    [TestMethod]
    public async Task The_fifth_waits_at_the_door_and_gets_in_when_a_seat_is_free()
    {
        var host = await Person.CreateAsync(App.Http, cancellationToken: Ct);
        var leaving = await host.LetInAsync("candidate", "Bo", Ct);
        await host.LetInAsync("candidate", "Cy", Ct);
        await host.LetInAsync("candidate", "Di", Ct);
        await using var fifth = await Visitor.ArriveAsync("Ed", App.Url, Visitor.Phone);
        await RoomScreen.JoinAsync(fifth, $"/r/{host.RoomId}#invite={host.Invite()}", "Ed");
        await Expect(fifth.Page.GetByText("Next try in")).ToBeVisibleAsync();
        await fifth.ShootAsync("full-phone");
        await leaving.PostAsync("leave", cancellationToken: Ct);
        await Expect(fifth.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" })).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task A_candidate_waits_until_the_host_begins_and_lets_them_in_and_is_out_at_once_when_removed()
    {
        await using var host = await Visitor.ArriveAsync("Host", App.Url, Visitor.Desk);
        await host.Page.GotoAsync("/");
        await host.Page.GetByText("Interview", new() { Exact = true }).ClickAsync();
        await host.Page.GetByLabel("Your name").FillAsync("Ines");
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Start a room" }).ClickAsync();
        var room = new RoomScreen(host.Page);
        await room.TypableAsync();
        var link = await room.InviteLinkAsync("Candidate");

        await using var candidate = await Visitor.ArriveAsync("Candidate", App.Url, Visitor.Phone);
        await RoomScreen.JoinAsync(candidate, link, "Cleo");
        await Expect(candidate.Page.GetByRole(AriaRole.Heading, new() { Name = "You are early: it has not begun" })).ToBeVisibleAsync();
        await candidate.ShootAsync("waiting-phone");
        await Expect(host.Page.GetByText("Waiting to come in")).ToBeVisibleAsync();
        await host.ShootAsync("lobby-desk");
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Let in Cleo" }).ClickAsync();
        await Expect(candidate.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" })).ToBeVisibleAsync();

        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for Cleo" }).ClickAsync();
        await host.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Remove…" }).ClickAsync();
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(candidate.Page.GetByText("You were removed from this room").First).ToBeVisibleAsync();
        await candidate.ShootAsync("removed-phone");
    }

    [TestMethod]
    public async Task Closed_doors_say_why()
    {
        var host = await Person.CreateAsync(App.Http, cancellationToken: Ct);
        await using var visitor = await Visitor.ArriveAsync("Visitor", App.Url, Visitor.Desk);
        var page = visitor.Page;

        await page.GotoAsync("/r/nosuchroom22#invite=nothing");
        await page.GetByLabel("Your name").FillAsync("Vi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Join the room" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("This link does not open a room");
        await visitor.ShootAsync("unknown-desk");

        await host.PostAsync("lock", cancellationToken: Ct);
        await RoomScreen.JoinAsync(visitor, $"/r/{host.RoomId}#invite={host.Invite()}", "Vi");
        await Expect(page.GetByText("locked").First).ToBeVisibleAsync();
        await visitor.ShootAsync("locked-desk");

        await host.PostAsync("end", cancellationToken: Ct);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Join the room" }).ClickAsync();
        await Expect(page.GetByText("ended").First).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task A_withdrawn_link_lets_nobody_in_and_copying_again_makes_another()
    {
        await using var host = await Visitor.ArriveAsync("Host", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(host, "Ines");
        var link = await room.InviteLinkAsync("Partner");
        // The dialog gave the keyboard to the editor: whoever types at once types code.
        await Expect(host.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" })).ToBeFocusedAsync();

        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await host.Page.GetByText("Open links: 3").ClickAsync();
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw the link for Partner" }).ClickAsync();
        await Expect(host.Page.GetByText("Open links: 2")).ToBeVisibleAsync();
        await host.ShootAsync("invites-desk");
        var fresh = await room.InviteLinkAsync("Partner");
        Assert.AreNotEqual(link, fresh);

        await using var late = await Visitor.ArriveAsync("Late", App.Url, Visitor.Phone);
        await RoomScreen.JoinAsync(late, link, "Lee");
        await Expect(late.Page.GetByText("This invitation was withdrawn")).ToBeVisibleAsync();
        await RoomScreen.JoinAsync(late, fresh, "Lee");
        await Expect(late.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" })).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task The_code_of_an_ended_room_can_be_downloaded_after_a_reload_of_the_page_that_saw_it_end()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.TypeAtStartAsync("# kept");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Room and settings" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "End for everyone…" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "End the room" }).ClickAsync();
        await Expect(ada.Page.GetByText("this room has ended").First).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        var download = await ada.Page.RunAndWaitForDownloadAsync(
            () => ada.Page.GetByRole(AriaRole.Button, new() { Name = "Download the code" }).ClickAsync());
        Assert.AreEqual("main.py", download.SuggestedFilename);
        await using var content = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(content);
        StringAssert.StartsWith(await reader.ReadToEndAsync(Ct), "# kept");
    }

    [TestMethod]
    public async Task A_run_that_never_ends_is_stopped_by_the_button_with_what_it_had_printed()
    {
        await SandboxFixture.NeedsAsync("python");
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.Editor.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+a");
        await ada.Page.Keyboard.TypeAsync("import time\nprint('so far')\ntime.sleep(3600)");
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(room.Output).ToContainTextAsync("so far");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await room.SeesRunAsync(1, "Stopped", "so far");
        await ada.ShootAsync("stopped-desk");
    }
}
