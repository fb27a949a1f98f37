using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CodeMeet.Tests.E2e;

/// <summary>The system's headless Chromium, started once. Each person is a context of their own: own storage, own cookies.</summary>
internal static class Browser
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly SemaphoreSlim s_starting = new(1, 1);
    private static IBrowser? s_browser;

    public static async Task<IBrowser> SharedAsync()
    {
        await s_starting.WaitAsync();
        try
        {
            if (s_browser is null)
            {
                Needs.Installed(File.Exists(Chromium), "chromium is not installed");
                Assertions.SetDefaultExpectTimeout(30_000);
                var playwright = await Playwright.CreateAsync();
                s_browser = await playwright.Chromium.LaunchAsync(new()
                {
                    ExecutablePath = Chromium,
                    // No network but loopback is to be had or wanted; sandboxing needs namespaces that root in a container lacks.
                    Args =
                    [
                        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        // Cameras that are none, and pages that reach each other on a machine without a network.
                        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection",
                        "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
                        // A camera that counts, a microphone that beeps, a screen that is shared without a question; connections over loopback, with or without another network.
                        "--use-fake-device-for-media-stream=device-count=3", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection",
                    ],
                });
                AtEnd.Stop(async () =>
                {
                    await s_browser.DisposeAsync();
                    playwright.Dispose();
                });
            }

            return s_browser;
        }
        finally
        {
            s_starting.Release();
        }
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

    public static async Task<Visitor> ArriveAsync(string name, Uri origin, ViewportSize size, ColorScheme scheme = ColorScheme.Light)
    {
        var browser = await Browser.SharedAsync();
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
    public async Task ShootAsync(string name)
    {
        var folder = Environment.GetEnvironmentVariable("CODEMEET_SCREENSHOTS");
        if (!string.IsNullOrEmpty(folder))
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
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
