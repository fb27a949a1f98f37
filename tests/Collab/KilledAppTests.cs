using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CodeMeet.Tests.Collab;

/// <summary>Rule C2 against the hardest end there is: the app is killed while people type.</summary>
[TestClass]
public sealed class KilledAppTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task C2_what_was_acknowledged_survives_kill_9_and_what_was_not_arrives_once()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Data:Directory"] = data.Path };
        Person host;
        List<Writer> writers;
        await using (var first = await AppProcess.StartAsync(settings, Ct))
        {
            host = await Person.CreateAsync(first.Http, cancellationToken: Ct);
            List<Person> people = [host, await host.LetInAsync(cancellationToken: Ct), await host.LetInAsync(cancellationToken: Ct)];
            writers = [.. people.Select(p => new Writer(p.RoomId, p.Token, p.ClientId))];
        }

        var acknowledgedBefore = 0;
        for (var round = 0; round < Soak.Of(soak: 20, sample: 4); round++)
        {
            await using var app = await AppProcess.StartAsync(settings, Ct);
            var enough = new TaskCompletionSource();
            var acknowledged = 0;
            var target = Random.Shared.Next(5, 40);
            var typing = writers.Select(writer => writer.TypeUntilGoneAsync(app.Http, () =>
            {
                if (Interlocked.Increment(ref acknowledged) >= target)
                {
                    enough.TrySetResult();
                }
            }, Ct)).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
            await app.KillAsync(Ct);
            await Task.WhenAll(typing);
            acknowledgedBefore += acknowledged;
        }

        await using var last = await AppProcess.StartAsync(settings, Ct);
        foreach (var writer in writers)
        {
            await writer.FlushAsync(last.Http, Ct);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/rooms/{host.RoomId}/docs/code?after=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        using var answer = await last.Http.SendAsync(request, Ct);
        var log = ReadEntries(await answer.Content.ReadAsByteArrayAsync(Ct));

        Assert.IsGreaterThan(0, acknowledgedBefore);
        CollectionAssert.AreEqual(Enumerable.Range(2, log.Count).ToArray(), log.Select(e => e.Seq).ToArray(), "dense");
        foreach (var writer in writers)
        {
            var theirs = log.Where(e => e.By == writer.Client).ToArray();
            Assert.HasCount(writer.Sent.Count, theirs, "each batch once");
            for (var i = 0; i < theirs.Length; i++)
            {
                CollectionAssert.AreEqual(writer.Sent[i].Frames, theirs[i].Frames);
                Assert.AreEqual(writer.Sent[i].Seq, theirs[i].Seq, "the seq that was acknowledged");
            }
        }
    }

    private static List<(int Seq, int By, byte[] Frames)> ReadEntries(ReadOnlySpan<byte> bytes)
    {
        List<(int, int, byte[])> entries = [];
        var at = 0;
        while (at < bytes.Length)
        {
            var seq = ReadVarint(bytes, ref at);
            var by = ReadVarint(bytes, ref at);
            ReadVarint(bytes, ref at);
            var length = ReadVarint(bytes, ref at);
            entries.Add((seq, by, bytes.Slice(at, length).ToArray()));
            at += length;
        }

        return entries;
    }

    private static int ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0, 0);
        while (true)
        {
            var next = bytes[at++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }

    /// <summary>Types without pause and remembers what was acknowledged, as a page's outbox does.</summary>
    private sealed class Writer(string roomId, string token, int client)
    {
        private readonly Typist _typist = new(client);
        private byte[]? _pending;

        public int Client => client;

        /// <summary>Every acknowledged batch with its seq.</summary>
        public List<(byte[] Frames, int Seq)> Sent { get; } = [];

        public async Task TypeUntilGoneAsync(HttpClient http, Action onAcknowledged, CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    await SendAsync(http, cancellationToken);
                    onAcknowledged();
                }
            }
            catch (HttpRequestException)
            {
                // The app is gone; what is pending is sent again to the next one.
            }
        }

        public Task FlushAsync(HttpClient http, CancellationToken cancellationToken) => _pending is null ? Task.CompletedTask : SendAsync(http, cancellationToken);

        private async Task SendAsync(HttpClient http, CancellationToken cancellationToken)
        {
            _pending ??= _typist.Type();
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{roomId}/docs/code/updates?batch={_typist.Batch}")
                {
                    Content = new ByteArrayContent(_pending) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
                };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await http.SendAsync(request, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if ((int)answer.StatusCode == 429)
                {
                    await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
                    continue;
                }

                Assert.AreEqual(200, (int)answer.StatusCode, text);
                Sent.Add((_pending, (int)JsonNode.Parse(text)!["seq"]!));
                _pending = null;
                return;
            }
        }
    }
}
