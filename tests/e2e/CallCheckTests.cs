using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Before a call: every way in which a browser has no picture or sound to give, in words, and never in the way of the room.</summary>
[TestClass]
public sealed class CallCheckTests : BrowserTests
{
    [TestMethod]
    [DataRow("asking", "() => new Promise(() => {})", "Your browser asks about camera and microphone")]
    [DataRow("denied", "async () => { throw new DOMException('Permission denied', 'NotAllowedError'); }", "This page may not use your camera and microphone")]
    [DataRow("system", "async () => { throw new DOMException('Permission denied by system', 'NotAllowedError'); }", "Your system does not let the browser use the camera and microphone")]
    [DataRow("busy", "async () => { throw new DOMException('Could not start video source', 'NotReadableError'); }", "Your camera and microphone are in use elsewhere")]
    [DataRow("absent", "async () => { throw new DOMException('Requested device not found', 'NotFoundError'); }", "No camera and no microphone found")]
    [DataRow("no-camera", "async function (wish) { if (wish.video) throw new DOMException('Requested device not found', 'NotFoundError'); return askReally.call(this, wish); }", "No camera found")]
    public async Task What_the_browser_does_not_give_is_said_with_a_next_step(string name, string answer, string words)
    {
        foreach (var (size, scheme, suffix) in new[] { (Visitor.Desk, ColorScheme.Light, "desk"), (Visitor.Phone, ColorScheme.Dark, "phone") })
        {
            await using var ada = await Visitor.ArriveAsync("Ada", App.Url, size, scheme);
            await ada.Context.AddInitScriptAsync($"const askReally = MediaDevices.prototype.getUserMedia; MediaDevices.prototype.getUserMedia = {answer};");
            await InRoomAsync(ada);
            await new CallScreen(ada.Page).OpenCheckAsync();
            await Expect(ada.Page.GetByText(words).First).ToBeVisibleAsync();
            await ada.ShootAsync($"call-{name}-{suffix}");
            var join = name switch { "asking" => "Just listen", "no-camera" => "Join without camera", _ => "Just listen" };
            await ada.Page.GetByRole(AriaRole.Button, new() { Name = join, Exact = true }).ClickAsync();
            await Expect(new CallScreen(ada.Page).Controls).ToBeVisibleAsync();
            await ada.ShootAsync($"call-{name}-in-{suffix}");
        }
    }

    [TestMethod]
    [DataRow("insecure", "Object.defineProperty(window, 'isSecureContext', { value: false });", "Calls need a secure page")]
    [DataRow("unsupported", "delete window.RTCPeerConnection;", "This browser cannot make calls")]
    public async Task A_browser_without_calls_has_the_room_all_the_same(string name, string before, string words)
    {
        foreach (var (size, suffix) in new[] { (Visitor.Desk, "desk"), (Visitor.Phone, "phone") })
        {
            await using var ada = await Visitor.ArriveAsync("Ada", App.Url, size);
            await ada.Context.AddInitScriptAsync(before);
            await InRoomAsync(ada);
            await new CallScreen(ada.Page).OpenCheckAsync();
            await Expect(ada.Page.GetByText(words)).ToBeVisibleAsync();
            await ada.ShootAsync($"call-{name}-{suffix}");
            await ada.Page.Keyboard.PressAsync("Escape");
            if (size == Visitor.Phone)
            {
                await ada.Page.GetByRole(AriaRole.Tab, new() { Name = "Code" }).ClickAsync();
                await ada.Page.GetByRole(AriaRole.Textbox, new() { Name = "Code" }).FillAsync("# without a call");
            }
            else
            {
                await new RoomScreen(ada.Page).TypeAtStartAsync("# without a call\n");
            }

            await new RoomScreen(ada.Page).IsSavedAsync();
        }
    }

    [TestMethod]
    public async Task Closing_the_check_closes_what_it_opened_and_choices_are_remembered()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Phone);
        await CallScreen.WatchAsync(ada);
        await InRoomAsync(ada);
        var call = new CallScreen(ada.Page);
        await call.OpenCheckAsync();
        await call.HoldsOpenAsync(2, Ct);
        await ada.ShootAsync("call-check-phone");
        await ada.Page.GetByLabel("Camera", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "fake_device_2" });
        await call.Dialog.GetByRole(AriaRole.Button, new() { Name = "Turn the microphone off" }).ClickAsync();
        await call.HoldsOpenAsync(1, Ct);
        await call.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await call.HoldsOpenAsync(0, Ct);

        await call.OpenCheckAsync();
        await call.Dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Join") }).ClickAsync();
        await Expect(call.Controls).ToBeVisibleAsync();
        await Eventually.HoldsAsync(async () => Assert.Contains("fake_device_2", await ada.Page.EvaluateAsync<string>(
            "() => window.opened.filter(track => track.readyState === 'live').map(track => track.label).join()")), Ct);
        await ada.ShootAsync("call-alone-phone");
    }

    private static async Task InRoomAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GetByLabel("Your name").FillAsync("Ada Lovelace");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start a room" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        if (visitor.Page.ViewportSize!.Width < 768)
        {
            await visitor.Page.GetByRole(AriaRole.Tab, new() { Name = "Call" }).ClickAsync();
        }
    }
}
