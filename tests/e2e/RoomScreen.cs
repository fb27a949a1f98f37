using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>What a person does in a room, in the words on the screen.</summary>
internal sealed class RoomScreen(IPage page)
{
    public ILocator Editor => page.Locator(".monaco-editor .view-lines").First;

    public ILocator Output => page.GetByRole(AriaRole.Region, new() { Name = "Output", Exact = true });

    /// <summary>Starts a pair room from the landing page and waits until one can type.</summary>
    public static async Task<RoomScreen> StartAsync(Visitor visitor, string name)
    {
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GetByLabel("Your name").FillAsync(name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start a room" }).ClickAsync();
        var room = new RoomScreen(visitor.Page);
        await room.TypableAsync();
        return room;
    }

    public static async Task<RoomScreen> JoinAsync(Visitor visitor, string link, string name)
    {
        await visitor.Page.GotoAsync(link);
        await visitor.Page.GetByLabel("Your name").FillAsync(name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Join the room" }).ClickAsync();
        return new RoomScreen(visitor.Page);
    }

    public Task TypableAsync() => Expect(Editor).ToBeVisibleAsync(new() { Timeout = 60_000 });

    /// <summary>The link for a role, by way of the clipboard, out of the dialog that a new room opens with.</summary>
    public async Task<string> InviteLinkAsync(string role)
    {
        var copy = page.GetByRole(AriaRole.Button, new() { Name = $"for: {role}" });
        await copy.ClickAsync();
        await Expect(copy).ToContainTextAsync("Copied");
        var link = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        await page.Keyboard.PressAsync("Escape");
        await Expect(copy).ToBeHiddenAsync();
        return link;
    }

    /// <summary>Types at the end of the open file.</summary>
    public async Task TypeAtEndAsync(string text)
    {
        await Editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync(text, new() { Delay = 15 });
    }

    /// <summary>Types at the beginning of the open file.</summary>
    public async Task TypeAtStartAsync(string text)
    {
        await Editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await page.Keyboard.TypeAsync(text, new() { Delay = 15 });
    }

    /// <summary>The lines on screen, with Monaco's no-break spaces as ordinary ones.</summary>
    public async Task<string> VisibleTextAsync() =>
        await page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll('.monaco-editor .view-lines .view-line')]
                .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top)).map(line => line.textContent.replaceAll('\u00a0', ' ')).join('\n')
            """);

    public async Task ChooseLanguageAsync(string name)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Language:") }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search the languages" }).FillAsync(name);
        await page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex($"^{Regex.Escape(name)}\\s*[\\d.]+") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Language: {name}", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Puts a whole program in the place of the open file's text, by the clipboard: typed, it would be indented and completed.</summary>
    public async Task ReplaceCodeAsync(string code)
    {
        await page.EvaluateAsync("code => navigator.clipboard.writeText(code)", code);
        await Editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Control+v");
        var lastLine = code.TrimEnd().Split('\n')[^1];
        await Expect(page.Locator(".monaco-editor .view-lines").First).ToContainTextAsync(new Regex(Regex.Escape(lastLine.Trim()).Replace("\\ ", "[ \u00a0]", StringComparison.Ordinal)));
        await IsSavedAsync();
    }

    public ILocator Terminal => page.GetByTestId("terminal");

    /// <summary>Types a line into the running program.</summary>
    public async Task TypeIntoProgramAsync(string line)
    {
        await Terminal.ClickAsync();
        await page.Keyboard.TypeAsync(line, new() { Delay = 15 });
        await page.Keyboard.PressAsync("Enter");
    }

    public Task OpenOutputTabAsync(string name) => Output.GetByRole(AriaRole.Tab, new() { NameRegex = new Regex($"^{name}") }).ClickAsync();

    public async Task SetStdinAsync(string text)
    {
        await Output.GetByRole(AriaRole.Tab, new() { NameRegex = new Regex("^Input") }).ClickAsync();
        await page.GetByLabel("Standard input").FillAsync(text);
    }

    public async Task RunAsync()
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Output.GetByRole(AriaRole.Tab, new() { Name = "Output", Exact = true }).ClickAsync();
    }

    /// <summary>Verdict and printed text of the room's newest run, which is its <paramref name="number"/>th.</summary>
    public async Task SeesRunAsync(int number, string verdict, string printed)
    {
        await Expect(Output.GetByRole(AriaRole.Tab, new() { NameRegex = new Regex($"^History ?{number}$") })).ToBeVisibleAsync();
        await Expect(Output).ToContainTextAsync(verdict, new() { Timeout = 60_000 });
        await Expect(Output).ToContainTextAsync(printed, new() { Timeout = 60_000 });
    }

    public Task IsSavedAsync() => Expect(page.GetByText("saved", new() { Exact = true }).First).ToBeVisibleAsync();

    public async Task SayAsync(string text)
    {
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    public Task HearsAsync(string text) => Expect(page.GetByLabel("Messages").GetByText(text)).ToBeVisibleAsync();

    public Task SeesPeopleAsync(int count) => Expect(page.GetByRole(AriaRole.List, new() { Name = "Who is here" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(count);

    public async Task ChooseFromMenuAsync(string item, string confirm)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Room and settings" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = confirm, Exact = true }).ClickAsync();
    }
}
