using Microsoft.Playwright;

namespace CodeMeet.Tests.E2e;

/// <summary>
/// A page of ours that somebody made do what they like, in a real browser with real connections: it never hangs up, never stops a device, and says what it pleases
/// on the channels.
/// </summary>
internal sealed class HostilePage(IPage page)
{
    private const string Script = """
        window.lines = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          byLabel = {};
          constructor(...config) { super(...config); window.lines.push(this); }
          createDataChannel(label, options) { return (this.byLabel[label] = super.createDataChannel(label, options)); }
        };
        window.say = (label, data) => {
          for (const { byLabel: { [label]: channel } } of window.lines) if (channel?.readyState === 'open' && channel.bufferedAmount < 4e6) channel.send(data);
        };
        const text = value => { const bytes = new TextEncoder().encode(value); return [bytes.length, ...bytes]; };
        const varint = value => value < 128 ? [value] : [value & 127 | 128, ...varint(value >> 7)];
        // An insertion at the end of the file's list of items that has no left neighbour, as Yjs writes it (V1), in a message of ours.
        window.insertion = (author, words) => {
          const update = [1, 1, ...varint(author), 0, 4, 1, ...text('file:main'), ...text(words), 0];
          return new Uint8Array([0, 0, 1, 0, ...varint(update.length), ...update]);
        };
        """;

    private const string NeverHangsUp = """
        RTCPeerConnection.prototype.close = () => {};
        const replace = RTCRtpSender.prototype.replaceTrack;
        RTCRtpSender.prototype.replaceTrack = function (track) { return track === null ? Promise.resolve() : replace.call(this, track); };
        MediaStreamTrack.prototype.stop = () => {};
        """;

    /// <summary>Before the page is opened.</summary>
    /// <param name="hangsUp">For a page that is only to be spoken through, and otherwise does what pages do.</param>
    public static async Task PrepareAsync(Visitor visitor, bool hangsUp = false)
    {
        await visitor.Context.AddInitScriptAsync(Script);
        if (!hangsUp)
        {
            await visitor.Context.AddInitScriptAsync(NeverHangsUp);
        }
    }

    /// <summary>Sends an edit that is as an honest page would make it, in the name of the page with this number.</summary>
    public Task InsertAsync(int author, string words) => page.EvaluateAsync("([author, words]) => say('documents', insertion(author, words))", new object[] { author, words });

    /// <summary>Until the page ends: something on both channels, fifty times a second.</summary>
    public Task SpeakOnAsync() => page.EvaluateAsync("""
        () => void setInterval(() => {
          say('call', JSON.stringify({ inCall: true, microphone: true, camera: true, screen: false, cameraHeld: false }));
          say('documents', new Uint8Array([0, 0]));
        }, 20)
        """);

    /// <summary>What is no message at all, on both channels.</summary>
    public Task TalkNonsenseAsync() => page.EvaluateAsync("""
        () => {
          for (let size = 0; size < 300; size++) say('documents', crypto.getRandomValues(new Uint8Array(size)));
          say('documents', 'letters');
          say('documents', new Uint8Array(200_000).fill(255));
          for (const nonsense of ['', '{', 'null', '[]', '{"inCall":1}', '{"inCall":true,"microphone":"<b>"}', '['.repeat(4000), 'x'.repeat(200_000)]) say('call', nonsense);
          say('call', new Uint8Array(100));
        }
        """);

    /// <summary>As much on this channel as goes through, small and large, for this long.</summary>
    public Task FloodAsync(string label, int ms) => page.EvaluateAsync("""
        ([label, ms]) => new Promise(done => {
          const until = performance.now() + ms;
          const small = label === 'call' ? JSON.stringify({ inCall: true, microphone: true, camera: true, screen: true }) : new Uint8Array([0, 0]);
          const large = new Uint8Array(60_000).fill(7);
          const timer = setInterval(() => {
            for (let i = 0; i < 200; i++) say(label, small);
            say(label, large);
            if (performance.now() > until) { clearInterval(timer); done(); }
          }, 10);
        })
        """, new object[] { label, ms });

    public Task<int> ClientIdAsync() => ClientIdAsync(page);

    /// <summary>The number that the server gave any page.</summary>
    public static async Task<int> ClientIdAsync(IPage page) => await page.EvaluateAsync<int>("""
        async () => {
          const key = Object.keys(localStorage).find(name => name.startsWith('codemeet.seat.'));
          const { roomId, token, participant } = JSON.parse(localStorage.getItem(key));
          const answer = await (await fetch(`/api/rooms/${roomId}`, { headers: { authorization: `Bearer ${token}` } })).json();
          return answer.participants.find(one => one.id === participant.id).clientId;
        }
        """);
}
