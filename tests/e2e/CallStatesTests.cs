using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>What happens to a call and how it is said, on a desk and on a phone; in none of it do faces lie on the code, and nothing is without a name.</summary>
[TestClass]
public sealed class CallStatesTests : BrowserTests
{
    [TestMethod]
    [DataRow("desk")]
    [DataRow("phone")]
    public async Task Whatever_happens_to_a_call_is_said_and_nothing_lies_on_the_code(string device)
    {
        var size = device == "desk" ? Visitor.Desk : Visitor.Phone;
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, size);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, size, ColorScheme.Dark);
        await CallScreen.WatchAsync(ada, grace);
        await ada.Page.GotoAsync("/");
        await ada.Page.GetByLabel("Your name").FillAsync("Ada");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Start a room" }).ClickAsync();
        var room = new RoomScreen(ada.Page);
        await RoomScreen.JoinAsync(grace, await room.InviteLinkAsync("Partner"), "Grace");
        var (hers, theirs) = (new CallScreen(ada.Page), new CallScreen(grace.Page));
        foreach (var visitor in new[] { ada, grace })
        {
            await ShowCallAsync(visitor);
            await new CallScreen(visitor.Page).JoinAsync();
        }

        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));
        await LooksRightAsync(ada, $"call-two-{device}");

        await hers.TileOf("Grace").GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Connection to Grace: ") }).ClickAsync();
        await Expect(ada.Page.GetByText("goes straight from browser to browser")).ToBeVisibleAsync();
        await LooksRightAsync(ada, $"call-connection-{device}");
        await ada.Page.Keyboard.PressAsync("Escape");

        await theirs.PressAsync("Mute");
        await theirs.PressAsync("Turn the camera off");
        await Expect(hers.TileOf("Grace").Locator("video")).ToHaveCountAsync(0);
        await Expect(hers.TileOf("Grace")).ToContainTextAsync("muted");
        await LooksRightAsync(ada, $"call-muted-{device}");
        await LooksRightAsync(grace, $"call-muted-own-{device}-dark");
        await theirs.PressAsync("Turn the camera on");
        await theirs.PressAsync("Unmute");

        await hers.PressAsync("Devices");
        await Expect(hers.Dialog.GetByText("Camera, microphone, speaker")).ToBeVisibleAsync();
        await LooksRightAsync(ada, $"call-devices-{device}");
        await ada.Page.Keyboard.PressAsync("Escape");

        // The microphone is pulled out; there is another.
        await ada.Page.EvaluateAsync("""
            () => {
              const microphone = window.opened.find(track => track.readyState === 'live' && track.kind === 'audio');
              microphone.stop();
              microphone.dispatchEvent(new Event('ended'));
            }
            """);
        await Expect(ada.Page.GetByText("is gone.", new() { Exact = false }).First).ToBeVisibleAsync();
        await hers.HoldsOpenAsync(2, Ct);
        await LooksRightAsync(ada, $"call-unplugged-{device}");
        await ada.Page.GetByRole(AriaRole.Status).Or(ada.Page.GetByRole(AriaRole.Alert)).Filter(new() { HasText = "is gone." }).GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();

        await theirs.PressAsync("Share your screen");
        await Expect(ada.Page.GetByText("shows a screen").First).ToBeVisibleAsync();
        await LooksRightAsync(grace, $"call-sharing-{device}-dark");
        await theirs.PressAsync("Stop sharing");

        // No way between the two, and none is found.
        foreach (var visitor in new[] { ada, grace })
        {
            await visitor.Page.RouteAsync("**/signals", route => route.AbortAsync());
        }

        await grace.Page.EvaluateAsync("() => window.connections.at(-1).close()");
        await Expect(hers.TileOf("Grace")).ToContainTextAsync("Connecting to Grace");
        await LooksRightAsync(ada, $"call-connecting-{device}");
        await Expect(hers.TileOf("Grace")).ToContainTextAsync("Trying again");
        await hers.SeesTilesAsync(2);
        await LooksRightAsync(ada, $"call-down-{device}");
        foreach (var visitor in new[] { ada, grace })
        {
            await visitor.Page.UnrouteAllAsync();
        }

        await Task.WhenAll(hers.SeesAndHearsAsync(1, Ct), theirs.SeesAndHearsAsync(1, Ct));

        if (device == "phone")
        {
            await ada.Page.GetByRole(AriaRole.Tab, new() { Name = "Code" }).ClickAsync();
            await Expect(ada.Page.GetByText("In the call with Grace")).ToBeVisibleAsync();
            await LooksRightAsync(ada, "call-bar-two-phone");
        }

        var older = grace.Page;
        var newer = await grace.OpenTabAsync();
        await newer.GotoAsync(older.Url);
        await Expect(older.GetByText("You went on in another tab or on another device.")).ToBeVisibleAsync();
        await LooksRightAsync(older, $"call-superseded-{device}-dark");
        await ShowCallAsync(grace);
        await new CallScreen(newer).JoinAsync();

        if (device == "phone")
        {
            await ada.Page.GetByRole(AriaRole.Tab, new() { Name = "People" }).ClickAsync();
        }

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for Grace" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Remove…" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(newer.GetByText("You were removed from this room").First).ToBeVisibleAsync();
        await LooksRightAsync(grace, $"call-removed-{device}-dark");

        await room.ChooseFromMenuAsync("End for everyone…", "End the room");
        await Expect(ada.Page.GetByText("this room has ended").First).ToBeVisibleAsync();
        await LooksRightAsync(ada, $"call-ended-{device}");
        await hers.HoldsOpenAsync(0, Ct);
    }

    [TestMethod]
    public async Task Faces_go_into_a_window_of_their_own_and_come_back()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await CallScreen.WatchAsync(ada);
        await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        var call = new CallScreen(ada.Page);
        await call.JoinAsync();
        await call.SeesTilesAsync(1);
        await LooksRightAsync(ada, "call-alone-desk");

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Faces in a window of their own" }).ClickAsync();
        await call.SeesTilesAsync(0);
        await Expect(call.Controls).ToBeVisibleAsync();
        await Eventually.HoldsAsync(async () => Assert.AreEqual(1, await ada.Page.EvaluateAsync<int>(
            "() => documentPictureInPicture.window?.document.querySelectorAll('[data-testid=call-tile] video').length ?? 0")), Ct);
        await LooksRightAsync(ada, "call-floating-desk");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Bring the faces back" }).ClickAsync();
        await call.SeesTilesAsync(1);

        // Leaving closes the window, too.
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Faces in a window of their own" }).ClickAsync();
        await call.SeesTilesAsync(0);
        await call.PressAsync("Leave the call");
        await Eventually.HoldsAsync(async () => Assert.IsTrue(await ada.Page.EvaluateAsync<bool>("() => documentPictureInPicture.window === null")), Ct);

        foreach (var place in new[] { "Move the faces above the code", "Move the faces to the side" })
        {
            if (place.EndsWith("code", StringComparison.Ordinal))
            {
                await call.JoinAsync();
            }

            await ada.Page.GetByRole(AriaRole.Button, new() { Name = place }).ClickAsync();
            await call.SeesTilesAsync(1);
            await LooksRightAsync(ada, "call-place-desk");
        }
    }

    private static async Task ShowCallAsync(Visitor visitor)
    {
        if (visitor.Page.ViewportSize!.Width < 768)
        {
            await visitor.Page.GetByRole(AriaRole.Tab, new() { Name = "Call" }).ClickAsync();
        }
    }

    private static Task LooksRightAsync(Visitor visitor, string name) => LooksRightAsync(visitor.Page, name);

    /// <summary>Every control has a name, no face lies on the code, nothing is wider than the window; and a picture for people to look at.</summary>
    private static async Task LooksRightAsync(IPage page, string name)
    {
        await Visitor.ShootAsync(page, name);
        var tree = await page.Locator("body").AriaSnapshotAsync();
        var nameless = tree.Split('\n').Where(line => Regex.IsMatch(line, @"^\s*- (button|link|tab|textbox|combobox|dialog|menuitem|toolbar|region|checkbox|switch|slider)(:| \[|$)"));
        Assert.IsEmpty(nameless, $"{name}: controls without a name in\n{tree}");
        var covered = await page.EvaluateAsync<string[]>("""
            () => {
              const box = element => element.getBoundingClientRect();
              const code = [...document.querySelectorAll('.monaco-editor, textarea[aria-label="Code"]')].map(box).filter(({ width }) => width > 0);
              const faces = [...document.querySelectorAll('[data-testid=call-tile], [role=toolbar][aria-label=Call]')].map(box);
              const lie = faces.filter(a => code.some(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
              return [...lie.map(at => `a face at ${at.x}, ${at.y}`), ...(document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : [])];
            }
            """);
        Assert.IsEmpty(covered, name);
    }
}
