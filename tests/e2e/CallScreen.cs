using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>The call as a person uses it, and what the browser itself says about what comes in.</summary>
internal sealed class CallScreen(IPage page)
{
    /// <summary>Keeps every connection the page makes and every device it opens, so that a test can ask the browser about them.</summary>
    private const string Witness = """
        window.connections = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          channels = [];
          constructor(...config) { super(...config); window.connections.push(this); }
          createDataChannel(...args) { const channel = super.createDataChannel(...args); this.channels.push(channel); return channel; }
        };
        window.opened = [];
        for (const name of ['getUserMedia', 'getDisplayMedia']) {
          const ask = MediaDevices.prototype[name];
          MediaDevices.prototype[name] = async function (...wish) {
            const stream = await ask.apply(this, wish);
            window.opened.push(...stream.getTracks());
            return stream;
          };
        }
        """;

    /// <summary>Pictures small enough for four pages on two cores.</summary>
    private const string SmallPictures = """
        const askSmall = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = function (wish) {
          return askSmall.call(this, wish.video ? { ...wish, video: { ...wish.video, width: 160, height: 90, frameRate: 10 } } : wish);
        };
        """;

    public ILocator Controls => page.GetByRole(AriaRole.Toolbar, new() { Name = "Call" });

    public ILocator Tiles => page.GetByTestId("call-tile");

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    /// <summary>Before the page is opened.</summary>
    public static async Task WatchAsync(params Visitor[] visitors)
    {
        foreach (var visitor in visitors)
        {
            await visitor.Context.AddInitScriptAsync(Witness);
            await visitor.Context.AddInitScriptAsync(SmallPictures);
        }
    }

    public Task OpenCheckAsync() => page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Join the call") }).First.ClickAsync();

    public async Task JoinAsync()
    {
        await OpenCheckAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        await Expect(Controls).ToBeVisibleAsync();
    }

    public Task PressAsync(string control) => Controls.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + control) }).ClickAsync();

    /// <summary>Tiles, oneself included.</summary>
    public Task SeesTilesAsync(int count) => Expect(Tiles).ToHaveCountAsync(count);

    public ILocator TileOf(string name) => Tiles.Filter(new() { HasText = name });

    /// <summary>Of every connection that stands: frames decoded and energy of sound, both since it began.</summary>
    public async Task<Incoming[]> IncomingAsync()
    {
        var json = await page.EvaluateAsync<string>("""
            async () => JSON.stringify(await Promise.all(window.connections.filter(one => one.connectionState === 'connected').map(async one => {
              let frames = 0, energy = 0, bytes = 0;
              for (const entry of (await one.getStats()).values()) {
                if (entry.type !== 'inbound-rtp') continue;
                frames += entry.framesDecoded ?? 0;
                energy += entry.totalAudioEnergy ?? 0;
                bytes += entry.bytesReceived ?? 0;
              }
              return { frames, energy, bytes };
            })))
            """);
        return JsonSerializer.Deserialize<Incoming[]>(json, JsonSerializerOptions.Web)!;
    }

    /// <summary>Pictures move and sound is not silence, from exactly so many others.</summary>
    public async Task SeesAndHearsAsync(int others, CancellationToken cancellationToken)
    {
        Incoming[] before = [];
        await Eventually.HoldsAsync(async () =>
        {
            before = await IncomingAsync();
            Assert.HasCount(others, before);
        }, cancellationToken);
        await Eventually.HoldsAsync(async () =>
        {
            var now = await IncomingAsync();
            Assert.HasCount(others, now);
            for (var i = 0; i < others; i++)
            {
                Assert.IsGreaterThan(before[i].Frames + 5, now[i].Frames, "decoded frames");
                Assert.IsGreaterThan(before[i].Energy + 1e-4, now[i].Energy, "energy of sound");
            }
        }, cancellationToken);
    }

    /// <summary>The socket from which the one connection that stands sends, by the browser's name for it; null while none does.</summary>
    public Task<string?> OwnSocketAsync() => page.EvaluateAsync<string?>("""
        async () => {
          const stats = await window.connections.find(one => one.connectionState === 'connected')?.getStats();
          const transport = [...(stats?.values() ?? [])].find(entry => entry.type === 'transport');
          const pair = stats?.get(transport?.selectedCandidatePairId);
          return pair?.localCandidateId ?? null;
        }
        """);

    /// <summary>Cameras, microphones and screens that this page holds open.</summary>
    public Task<string[]> OpenDevicesAsync() => page.EvaluateAsync<string[]>("() => window.opened.filter(track => track.readyState === 'live').map(track => track.kind)");

    public Task HoldsOpenAsync(int devices, CancellationToken cancellationToken) => Eventually.HoldsAsync(async () => Assert.HasCount(devices, await OpenDevicesAsync()), cancellationToken);

    /// <summary>From now on: when the first connection last brought a picture or sound, and a message. Read with <see cref="LastTakenAsync"/>.</summary>
    public Task NoteTakenAsync() => page.EvaluateAsync("""
        () => {
          const [connection] = window.connections;
          window.taken = { media: 0, data: 0, stall: 0 };
          let tick = performance.now();
          setInterval(() => { const now = performance.now(); window.taken.stall = Math.max(window.taken.stall, now - tick); tick = now; }, 20);
          for (const channel of connection.channels) channel.addEventListener('message', () => { window.taken.data = Date.now(); });
          let bytes = 0;
          let asking = false;
          setInterval(async () => {
            if (asking) return;
            asking = true;
            const at = Date.now();
            let now = 0;
            for (const entry of (await connection.getStats()).values()) if (entry.type === 'inbound-rtp') now += entry.bytesReceived;
            if (now > bytes) window.taken.media = at;
            bytes = Math.max(bytes, now);
            asking = false;
          }, 50);
        }
        """);

    /// <summary>Once neither has come for two seconds; and how long this page stood still at most meanwhile, since then it can take nothing and hear nothing.</summary>
    public async Task<(DateTimeOffset Media, DateTimeOffset Data, TimeSpan Stall)> LastTakenAsync(CancellationToken cancellationToken)
    {
        double[] last = [];
        await Eventually.HoldsAsync(async () =>
        {
            last = await page.EvaluateAsync<double[]>("() => [window.taken.media, window.taken.data, Date.now(), window.taken.stall]");
            Assert.IsGreaterThan(2000, last[2] - last.Take(2).Max(), "Milliseconds of silence.");
        }, cancellationToken);
        Assert.IsGreaterThan(0, last.Take(2).Min(), "Both came before.");
        return (DateTimeOffset.FromUnixTimeMilliseconds((long)last[0]), DateTimeOffset.FromUnixTimeMilliseconds((long)last[1]), TimeSpan.FromMilliseconds(last[3]));
    }

    internal sealed record Incoming(double Frames, double Energy, double Bytes);
}
