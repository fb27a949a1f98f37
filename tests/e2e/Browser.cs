using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CodeMeet.Tests.E2e;

/// <summary>The system's headless Chromium, started once. Each person is a context of their own: own storage, own cookies.</summary>
internal static class Browser
{
    public const string Chromium = "/usr/bin/chromium";
    // With connections over loopback, so that pages reach each other with or without another network.
    private static readonly Lazy<Task<IBrowser>> s_shared = new(() => LaunchAsync(Chromium, "--allow-loopback-in-peer-connection"));
    private static readonly Lazy<Task<IPlaywright>> s_playwright = new(StartPlaywrightAsync);

    public static Task<IBrowser> SharedAsync() => s_shared.Value;

    /// <summary>Another one, for a test that needs it to be elsewhere. It ends with the tests, if not before.</summary>
    /// <param name="executable">Chromium, or what becomes Chromium.</param>
    /// <param name="arguments">Besides those that every browser of the tests gets.</param>
    public static async Task<IBrowser> LaunchAsync(string executable, params string[] arguments)
    {
        Needs.Installed(File.Exists(Chromium), "chromium is not installed");
        var playwright = await s_playwright.Value;
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args =
            [
                // No network but loopback is to be had or wanted; sandboxing needs namespaces that root in a container lacks.
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
                // Cameras that count, a microphone that beeps, a screen that is shared without a question.
                "--use-fake-device-for-media-stream=device-count=3", "--use-fake-ui-for-media-stream",
                .. arguments,
            ],
        });
        AtEnd.Stop(() => browser.DisposeAsync().AsTask());
        return browser;
    }

    private static async Task<IPlaywright> StartPlaywrightAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        AtEnd.Stop(() =>
        {
            playwright.Dispose();
            return Task.CompletedTask;
        });
        return playwright;
    }
}

/// <summary>
/// One person in front of a page. Whatever the page reports as an error, a rejection nobody handled or a violation of the CSP is collected and fails the test at its end (W1).
/// </summary>
internal sealed class Visitor : IAsyncDisposable
{
    public static readonly ViewportSize Desk = new() { Width = 1440, Height = 900 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private readonly ConcurrentQueue<string> _faults = new();
    private readonly string _name;

    private Visitor(string name, IBrowserContext context)
    {
        _name = name;
        Context = context;
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; } = null!;

    /// <param name="browser">That of all tests when null.</param>
    public static async Task<Visitor> ArriveAsync(string name, Uri origin, ViewportSize size, ColorScheme scheme = ColorScheme.Light, IBrowser? browser = null)
    {
        browser ??= await Browser.SharedAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = origin.ToString(),
            ViewportSize = size,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(30_000);
        var visitor = new Visitor(name, context);
        await visitor.OpenTabAsync();
        return visitor;
    }

    /// <summary>A tab of the same person; becomes <see cref="Page"/>.</summary>
    public async Task<IPage> OpenTabAsync()
    {
        var page = await Context.NewPageAsync();
        page.PageError += (_, error) => _faults.Enqueue("page error: " + error);
        page.Console += (_, message) =>
        {
            // A refused request is an answer the page deals with; Chromium logs it all the same.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !IsTornConnection(message.Text))
            {
                _faults.Enqueue("console: " + message.Text);
            }
        };
        return Page = page;
    }

    /// <summary>Keeps what the person sees as <c>{name}.png</c> in the folder that <c>CODEMEET_SCREENSHOTS</c> names, for people to look at; without it, nothing.</summary>
    public Task ShootAsync(string name) => ShootAsync(Page, name);

    /// <param name="page">Any tab of this person.</param>
    public static async Task ShootAsync(IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("CODEMEET_SCREENSHOTS");
        if (!string.IsNullOrEmpty(folder))
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ShootAsync("last-" + _name);
        await Context.DisposeAsync();
        Assert.IsEmpty(_faults, $"{_name}'s page reported:\n{string.Join('\n', _faults)}");
    }

    /// <summary>The SignalR client and Chromium log a connection that the test cut on purpose.</summary>
    private static bool IsTornConnection(string text) =>
        text.Contains("WebSocket", StringComparison.Ordinal) || text.Contains("Failed to start the connection", StringComparison.Ordinal)
        || text.Contains("Connection disconnected with error", StringComparison.Ordinal) || text.Contains("net::ERR_", StringComparison.Ordinal);
}
