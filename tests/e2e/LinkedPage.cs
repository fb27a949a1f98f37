using System.Globalization;
using Microsoft.Playwright;

namespace CodeMeet.Tests.E2e;

/// <summary>
/// What a page's own <c>RTCPeerConnection</c>s look like from outside of the code that made them. They stay the browser's: a script that runs before the page's
/// only keeps hold of each, and notes when it was closed.
/// </summary>
internal sealed class LinkedPage(IPage page)
{
    private const string Script = """
        (() => {
          const made = (window.madeConnections = []);
          window.RTCPeerConnection = class extends RTCPeerConnection {
            channels = [];
            closedAt = null;
            constructor(...args) { super(...args); made.push(this); }
            createDataChannel(...args) { const channel = super.createDataChannel(...args); this.channels.push(channel); return channel; }
            close() { this.closedAt ??= Date.now(); super.close(); }
          };
        })()
        """;

    public IPage Page => page;

    /// <summary>Must come before the visitor opens a page of the room.</summary>
    public static Task WatchAsync(Visitor visitor) => visitor.Context.AddInitScriptAsync(Script);

    /// <summary>Connections that are not closed; of these, those whose documents channel is open; all that were ever made.</summary>
    public async Task<(int Alive, int Open, int Made)> CountAsync()
    {
        var counts = await page.EvaluateAsync<int[]>("""
            () => { const alive = madeConnections.filter(c => c.signalingState !== 'closed');
                    return [alive.length, alive.filter(c => c.connectionState === 'connected' && c.channels.some(h => h.label === 'documents' && h.readyState === 'open')).length, madeConnections.length]; }
            """);
        return (counts[0], counts[1], counts[2]);
    }

    /// <summary>Waits until the page has exactly this many connections and the documents channel of each is open.</summary>
    public Task HasLinksAsync(int count, CancellationToken cancellationToken) => Eventually.HoldsAsync(async () =>
    {
        var (alive, open, _) = await CountAsync();
        Assert.AreEqual((count, count), (alive, open), "connections, and of them open");
    }, cancellationToken);

    /// <summary>Whether <paramref name="when"/> is less than a second before this page closed its <paramref name="index"/>th connection.</summary>
    public async Task ClosedWithinASecondAsync(int index, DateTimeOffset when, CancellationToken cancellationToken)
    {
        var closedAt = 0L;
        await Eventually.HoldsAsync(async () =>
        {
            var text = await page.EvaluateAsync<string?>("index => madeConnections[index]?.closedAt?.toString() ?? null", index);
            Assert.IsNotNull(text, "not closed yet");
            closedAt = long.Parse(text, CultureInfo.InvariantCulture);
        }, cancellationToken);
        Assert.IsLessThan(1000, closedAt - when.ToUnixTimeMilliseconds(), "Milliseconds between the change and the end of the link on the other side.");
    }

    /// <summary>Whether every way in use goes through a relay.</summary>
    public Task<bool> IsRelayedAsync() => page.EvaluateAsync<bool>("""
        async () => {
          const paths = [];
          for (const connection of madeConnections.filter(c => c.connectionState === 'connected')) {
            const stats = [...(await connection.getStats()).values()];
            const pair = stats.find(s => s.type === 'candidate-pair' && s.id === stats.find(t => t.type === 'transport')?.selectedCandidatePairId);
            paths.push([pair?.localCandidateId, pair?.remoteCandidateId].every(id => stats.find(s => s.id === id)?.candidateType === 'relay'));
          }
          return paths.length > 0 && paths.every(Boolean);
        }
        """);

    /// <summary>A call of this page's own person, with the token it holds.</summary>
    public async Task PostAsync(string path) => Assert.AreEqual(200, await page.EvaluateAsync<int>("""
        async path => {
          const [key] = Object.keys(localStorage).filter(k => k.startsWith('codemeet.seat.'));
          const { roomId, token } = JSON.parse(localStorage.getItem(key));
          return (await fetch(`/api/rooms/${roomId}/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{}' })).status;
        }
        """, path), path);

    /// <summary>When the server answered this page's call that ends in <paramref name="verb"/>.</summary>
    public async Task<DateTimeOffset> AnsweredAtAsync(string verb) => DateTimeOffset.FromUnixTimeMilliseconds((long)await page.EvaluateAsync<double>(
        "verb => performance.timeOrigin + performance.getEntriesByType('resource').findLast(entry => entry.name.endsWith('/' + verb)).responseEnd", verb));

    public Task<string> ParticipantIdAsync() => page.EvaluateAsync<string>(
        "() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find(k => k.startsWith('codemeet.seat.')))).participant.id");
}
