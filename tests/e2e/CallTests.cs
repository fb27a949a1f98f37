using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Calls between real browsers' pages: what is asserted is what the other side's browser decodes.</summary>
[TestClass]
public sealed class CallTests : BrowserTests
{
    [TestMethod]
    public async Task Two_people_see_and_hear_each_other_through_mute_camera_devices_leave_and_rejoin()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk, ColorScheme.Dark);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await ada.ShootAsync("call-out-desk");

        await hers.OpenCheckAsync();
        await Expect(hers.Dialog.GetByText("We hear you")).ToBeVisibleAsync();
        await ada.ShootAsync("call-check-desk");
        Assert.IsEmpty(await theirs.IncomingAsync().ContinueWith(all => all.Result.Where(one => one.Bytes > 0), Ct), "nobody is sent anything before the call");
        await hers.Dialog.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        await ada.ShootAsync("call-alone-desk");
        // Who is not in it sees who is, and gets nothing.
        await Expect(grace.Page.GetByRole(AriaRole.Button, new() { Name = "Join the call, 1 in it" })).ToBeVisibleAsync();
        await theirs.JoinAsync();
        await Expect(ada.Page.GetByText("Grace joined the call.")).ToBeAttachedAsync();
        await hers.SeesTilesAsync(2);
        await theirs.SeesTilesAsync(2);
        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));
        // The fake microphone beeps.
        await Expect(hers.TileOf("Grace").And(ada.Page.Locator("[data-speaking]"))).ToBeVisibleAsync();
        await ada.ShootAsync("call-two-desk");
        await grace.ShootAsync("call-two-desk-dark");
        await hers.TileOf("Grace").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Connection to Grace: good, direct") }).ClickAsync();
        await Expect(ada.Page.GetByText("goes straight from browser to browser")).ToBeVisibleAsync();
        await ada.ShootAsync("call-connection-desk");
        await ada.Page.Keyboard.PressAsync("Escape");

        // Mute is silence at the other end, not only a sign; by the keyboard, out of the editor.
        await new RoomScreen(grace.Page).Editor.ClickAsync();
        await grace.Page.Keyboard.PressAsync("Alt+Shift+M");
        await Expect(hers.TileOf("Grace")).ToContainTextAsync("muted");
        await SilentAsync(hers);
        Assert.DoesNotContain("M", (await new RoomScreen(grace.Page).VisibleTextAsync()).Split('\n')[0]);
        await grace.Page.Keyboard.PressAsync("Alt+Shift+M");
        await Expect(hers.TileOf("Grace")).Not.ToContainTextAsync("muted");

        // The camera's light goes out; the picture goes with it, and comes back.
        await theirs.PressAsync("Turn the camera off");
        await theirs.HoldsOpenAsync(1, Ct);
        await Expect(hers.TileOf("Grace").Locator("video")).ToHaveCountAsync(0);
        await ada.ShootAsync("call-camera-off-desk");
        await theirs.PressAsync("Turn the camera on");
        await Expect(hers.TileOf("Grace").Locator("video")).ToHaveCountAsync(1);
        await hers.SeesAndHearsAsync(1, Ct);

        // Another camera and microphone, while it goes on.
        await theirs.PressAsync("Devices");
        await grace.Page.GetByLabel("Camera", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "fake_device_2" });
        await grace.Page.GetByLabel("Microphone", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Fake Audio Input 2" });
        await grace.Page.GetByLabel("Speaker", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Fake Audio Output 1" });
        await Eventually.HoldsAsync(async () => Assert.AreEqual("Fake Audio Input 2, fake_device_2", await grace.Page.EvaluateAsync<string>(
            "() => window.opened.filter(track => track.readyState === 'live').map(track => track.label).sort().join(', ')")), Ct);
        await grace.ShootAsync("call-devices-desk-dark");
        await grace.Page.Keyboard.PressAsync("Escape");
        await hers.SeesAndHearsAsync(1, Ct);

        await theirs.PressAsync("Leave the call");
        await theirs.HoldsOpenAsync(0, Ct);
        await hers.SeesTilesAsync(1);
        await Expect(ada.Page.GetByText("Grace left the call.")).ToBeAttachedAsync();
        await theirs.JoinAsync();
        await hers.SeesTilesAsync(2);
        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));
    }

    [TestMethod]
    public async Task A_shared_screen_is_shown_large_with_a_way_back_and_the_newest_replaces_the_one_before()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await hers.JoinAsync();
        await theirs.JoinAsync();
        await hers.SeesTilesAsync(2);

        await theirs.PressAsync("Share your screen");
        var stage = ada.Page.GetByRole(AriaRole.Region, new() { Name = "The screen of Grace" });
        await Expect(stage).ToBeVisibleAsync();
        await ShowsFramesAsync(stage);
        await ada.ShootAsync("call-screen-desk");
        await grace.ShootAsync("call-sharing-desk");
        await stage.GetByRole(AriaRole.Button, new() { Name = "Back to the code" }).ClickAsync();
        await Expect(stage).ToBeHiddenAsync();
        await new RoomScreen(ada.Page).TypeAtStartAsync("# still here\n");
        await ada.ShootAsync("call-screen-aside-desk");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Watch", Exact = true }).ClickAsync();
        await Expect(stage).ToBeVisibleAsync();

        // Ada answers with her own: it is what Grace sees, and Grace's goes on.
        await hers.PressAsync("Share your screen");
        var answer = grace.Page.GetByRole(AriaRole.Region, new() { Name = "The screen of Ada" });
        await ShowsFramesAsync(answer);
        await Expect(stage).ToBeVisibleAsync();

        // The browser's own bar ends it.
        await grace.Page.EvaluateAsync("""
            () => {
              const screen = window.opened.find(track => track.readyState === 'live' && track.label.startsWith('screen'));
              screen.stop();
              screen.dispatchEvent(new Event('ended'));
            }
            """);
        await Expect(stage).ToBeHiddenAsync();
        await hers.PressAsync("Stop sharing");
        await Expect(answer).ToBeHiddenAsync();
        await hers.SeesAndHearsAsync(1, Ct);
    }

    [TestMethod]
    public async Task Four_people_see_and_hear_every_other_and_a_fifth_never_appears()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk, ColorScheme.Dark);
        await using var linus = await Visitor.ArriveAsync("Linus", App.Url, Visitor.Phone);
        await using var margaret = await Visitor.ArriveAsync("Margaret", App.Url, Visitor.Phone, ColorScheme.Dark);
        Visitor[] all = [ada, grace, linus, margaret];
        await CallScreen.WatchAsync(all);
        var desk = await RoomScreen.StartAsync(ada, "Ada");
        var link = await desk.InviteLinkAsync("Partner");
        foreach (var visitor in all.Skip(1))
        {
            await RoomScreen.JoinAsync(visitor, link, visitor == grace ? "Grace" : visitor == linus ? "Linus" : "Margaret Heafield Hamilton");
        }

        await desk.SeesPeopleAsync(4);
        foreach (var phone in new[] { linus, margaret })
        {
            await phone.Page.GetByRole(AriaRole.Tab, new() { Name = "Call" }).ClickAsync();
        }

        await linus.ShootAsync("call-out-phone");
        var calls = all.Select(visitor => new CallScreen(visitor.Page)).ToArray();
        foreach (var call in calls)
        {
            await call.JoinAsync();
        }

        foreach (var call in calls)
        {
            await call.SeesTilesAsync(4);
        }

        await Task.WhenAll(calls.Select(call => call.SeesAndHearsAsync(3, Ct)));
        await ada.ShootAsync("call-four-desk");
        await grace.ShootAsync("call-four-desk-dark");
        await linus.ShootAsync("call-four-phone");
        await margaret.ShootAsync("call-four-phone-dark");

        var fifth = await Person.TryJoinAsync(App.Http, RoomIdOf(ada), link[(link.IndexOf("#invite=", StringComparison.Ordinal) + 8)..], "Mallory", Ct);
        Assert.AreEqual("ROOM_FULL", fifth.Code);
        foreach (var call in calls)
        {
            Assert.HasCount(3, await call.IncomingAsync());
            await call.SeesTilesAsync(4);
        }

        await linus.Page.GetByRole(AriaRole.Tab, new() { Name = "Code" }).ClickAsync();
        await linus.ShootAsync("call-bar-phone");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Move the faces above the code" }).ClickAsync();
        await ada.ShootAsync("call-strip-desk");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Hide the faces" }).ClickAsync();
        await grace.ShootAsync("call-collapsed-desk-dark");
        await Expect(calls[1].Tiles).ToHaveCountAsync(0);
        await calls[1].PressAsync("Share your screen");
        await Expect(linus.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Grace shows a screen." }).First).ToBeAttachedAsync();
        await linus.Page.GetByRole(AriaRole.Button, new() { Name = "Watch", Exact = true }).ClickAsync();
        await Expect(linus.Page.Locator("figure video")).ToBeVisibleAsync();
        await ShowsFramesAsync(linus.Page.Locator("figure"));
        await linus.ShootAsync("call-screen-phone");
    }

    [TestMethod]
    public async Task A_page_that_is_loaded_again_is_back_in_the_call_by_itself_and_nobody_is_doubled()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await hers.JoinAsync();
        await theirs.JoinAsync();
        await hers.SeesAndHearsAsync(1, Ct);

        await grace.Page.ReloadAsync();
        await Expect(theirs.Controls).ToBeVisibleAsync();
        await Expect(theirs.Dialog).ToHaveCountAsync(0);
        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));
        await hers.SeesTilesAsync(2);
        await theirs.SeesTilesAsync(2);

        // Who left does not come back by themselves.
        await theirs.PressAsync("Leave the call");
        await grace.Page.ReloadAsync();
        await new RoomScreen(grace.Page).TypableAsync();
        await Expect(grace.Page.GetByRole(AriaRole.Button, new() { Name = "Join the call, 1 in it" })).ToBeVisibleAsync();
        await hers.SeesTilesAsync(1);
    }

    [TestMethod]
    public async Task Removing_and_superseding_close_every_device_and_every_tile()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await hers.JoinAsync();
        await theirs.JoinAsync();
        await hers.SeesAndHearsAsync(1, Ct);

        // A newer tab of the same person: the older one's devices are closed, and it is nobody's tile.
        var older = grace.Page;
        var newer = await grace.OpenTabAsync();
        await newer.GotoAsync(older.Url);
        await Expect(older.GetByText("You went on in another tab or on another device.")).ToBeVisibleAsync();
        await theirs.HoldsOpenAsync(0, Ct);
        await hers.SeesTilesAsync(1);
        await new RoomScreen(newer).TypableAsync();
        theirs = new CallScreen(newer);
        await theirs.JoinAsync();
        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));
        await hers.SeesTilesAsync(2);

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for Grace" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Remove…" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await hers.SeesTilesAsync(1);
        await Expect(newer.GetByText("You were removed from this room").First).ToBeVisibleAsync();
        await theirs.HoldsOpenAsync(0, Ct);
    }

    [TestMethod]
    public async Task Ending_the_room_closes_every_device_on_every_side()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await hers.JoinAsync();
        await theirs.JoinAsync();
        await theirs.SeesAndHearsAsync(1, Ct);

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Room and settings" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "End for everyone…" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "End the room", Exact = true }).ClickAsync();
        await hers.HoldsOpenAsync(0, Ct);
        await theirs.HoldsOpenAsync(0, Ct);
    }

    [TestMethod]
    public async Task On_a_way_that_loses_much_the_picture_stops_with_a_notice_and_sound_goes_on()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk);
        var (hers, theirs) = await MeetAsync(ada, grace);
        await theirs.JoinAsync();
        // What Grace's browser would report of what Ada sends, were the network between them bad.
        await ada.Page.EvaluateAsync("""
            () => {
              window.badly = true;
              const ask = RTCPeerConnection.prototype.getStats;
              RTCPeerConnection.prototype.getStats = async function () {
                const report = new Map(await ask.call(this));
                if (window.badly) for (const [id, entry] of report) if (entry.type === 'remote-inbound-rtp') report.set(id, { ...entry, fractionLost: 0.3 });
                return report;
              };
            }
            """);
        await hers.JoinAsync();
        await Expect(ada.Page.GetByText("The connection is too slow for your picture to Grace.").First).ToBeVisibleAsync();
        await ada.ShootAsync("call-held-own-desk");
        await Expect(theirs.TileOf("Ada").Locator("video")).ToHaveCountAsync(0);
        await Expect(theirs.TileOf("Ada")).ToContainTextAsync("too slow for Ada’s picture");
        await grace.ShootAsync("call-held-desk");
        var before = (await theirs.IncomingAsync())[0];
        await Eventually.HoldsAsync(async () => Assert.IsGreaterThan(before.Energy + 1e-4, (await theirs.IncomingAsync())[0].Energy), Ct);

        await ada.Page.EvaluateAsync("() => { window.badly = false; }");
        await Expect(theirs.TileOf("Ada").Locator("video")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await theirs.SeesAndHearsAsync(1, Ct);
    }

    /// <summary>Both in one room, neither in the call.</summary>
    private static async Task<(CallScreen Hers, CallScreen Theirs)> MeetAsync(Visitor ada, Visitor grace)
    {
        await CallScreen.WatchAsync(ada, grace);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        var other = await RoomScreen.JoinAsync(grace, await room.InviteLinkAsync("Partner"), "Grace");
        await other.TypableAsync();
        await room.SeesPeopleAsync(2);
        return (new(ada.Page), new(grace.Page));
    }

    private static string RoomIdOf(Visitor visitor) => new Uri(visitor.Page.Url).AbsolutePath.Split('/')[2];

    private async Task SilentAsync(CallScreen call) => await Eventually.HoldsAsync(async () =>
    {
        var before = (await call.IncomingAsync())[0].Energy;
        // The fake microphone beeps every second.
        await Task.Delay(1500, Ct);
        Assert.IsLessThan(before + 1e-5, (await call.IncomingAsync())[0].Energy);
    }, Ct);

    private async Task ShowsFramesAsync(ILocator place) => await Eventually.HoldsAsync(async () =>
        Assert.IsGreaterThan(2, await place.Locator("video").EvaluateAsync<int>("video => video.getVideoPlaybackQuality().totalVideoFrames")), Ct);
}
