using CodeMeet.Collab;
using CodeMeet.Platform.Http;
using CodeMeet.Tests.Platform.Storage;
using Microsoft.AspNetCore.Http;

namespace CodeMeet.Tests.Collab;

/// <summary>Acceptance 5: whatever one page sends, the others go on, and whoever comes late gets a document that real Yjs can read.</summary>
[TestClass]
public sealed class HostileUpdatesTests : IDisposable
{
    private const int Victim = 1;
    private const int Attacker = 2;

    private readonly SqliteHome _home = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    public void Dispose() => _home.Dispose();

    [TestMethod]
    public async Task Hundreds_of_generated_attacks_poison_nothing()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        var random = new Random(17);
        var victim = new Typist(Victim);
        var clocks = new DocumentClocks();
        var (refused, taken) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            var expected = round + 1 + taken + 1;
            Assert.AreEqual(expected, (await instance.AppendAsync(Victim, victim.Batch + 1, victim.Type(), Stop)).Seq, "The victim goes on.");
            var attack = Attack(random, victim.Batch, clocks.ClockOf(Attacker));
            try
            {
                await instance.AppendAsync(Attacker, taken + 1, attack, Stop);
                clocks.Absorb(++taken, Attacker, attack);
            }
            catch (Refusal refusal)
            {
                Assert.AreEqual((StatusCodes.Status422UnprocessableEntity, "UPDATE_REFUSED"), (refusal.Status, refusal.Code));
                refused++;
            }
        }

        Assert.IsGreaterThan(350, refused);
        await instance.CompactAsync(Stop);
        byte[][] log = [.. (await instance.ReadAsync(0, snapshot: false, Stop)).SelectMany(Frames)];
        byte[][] late = [.. (await instance.ReadAsync(0, snapshot: true, Stop)).SelectMany(Frames)];
        Assert.HasCount(1, late, "All of it is folded.");
        var verdict = (await Yjs.CompareAsync([new(log, late)], Stop))[0];
        Assert.IsTrue(verdict.Same, verdict.Why);
        var text = verdict.Roots["file:main"].GetString()!;
        Assert.IsTrue(IsWithin(Enumerable.Range(0, 500).Select(i => (char)('a' + (i % 26))), text), "What the victim typed is there, in its order: " + text);
    }

    /// <summary>An honest update of the attacker, and then something done to it.</summary>
    private static byte[] Attack(Random random, int victimClock, int clock)
    {
        var beside = new YId(Victim, random.Next(victimClock));
        var honest = new Update(Attacker, clock).TextBetween(beside, new YId(-1, 0), "!").Bytes();
        switch (random.Next(10))
        {
            case 0:
                return Update.Batch(honest[..random.Next(honest.Length)]);
            case 1:
                return Update.Batch(new Update(Victim, victimClock + random.Next(3)).TextIn("file:main", "EVIL").Bytes());
            case 2:
                return Update.Batch(new Update(Attacker, clock + 1 + random.Next(1 << 20)).TextIn("file:main", "x").Bytes());
            case 3:
                return Update.Batch(new Update(Attacker, clock).Delete(Victim, random.Next(victimClock), victimClock + 1 + random.Next(1 << 20)).Bytes());
            case 4:
                return Update.Batch(new Update(Attacker, clock).TextBetween(new YId(3 + random.Next(1 << 20), 0), beside, "x").Bytes());
            case 5:
                return Update.Batch(new Update(Attacker, clock).TextIn("root" + random.Next(), "x").Bytes());
            case 6:
                return Update.Batch(honest)[..^1];
            case 7:
                var noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                return noise;
            default:
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    honest[random.Next(honest.Length)] ^= (byte)(1 << random.Next(8));
                }

                return Update.Batch(honest);
        }
    }

    private static List<byte[]> Frames(LogEntry entry)
    {
        List<byte[]> frames = [];
        var reader = new FrameReader(entry.Frames.Span);
        while (reader.Next(out _, out var update))
        {
            frames.Add(update.ToArray());
        }

        return frames;
    }

    private static bool IsWithin(IEnumerable<char> part, string text)
    {
        var at = 0;
        foreach (var c in part)
        {
            at = text.IndexOf(c, at) + 1;
            if (at == 0)
            {
                return false;
            }
        }

        return true;
    }
}
