using System.Text.Json;
using CodeMeet.Collab;
using static CodeMeet.Tests.Collab.WalkedDocument;

namespace CodeMeet.Tests.Collab;

/// <summary>
/// The page walks what it gets directly as the server walks what it is sent (web/src/realtime/direct/walk.ts). Both are held to one file of verdicts, which this walker writes.
/// </summary>
[TestClass]
public sealed class WalkerVectorsTests
{
    private static readonly string[] Place = ["web", "src", "realtime", "direct", "walk.vectors.json"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task The_page_is_held_to_what_this_walker_says()
    {
        var verdicts = Attacks().Select(attack => (attack.Author, attack.Bytes)).ToList();
        var random = new Random(23);
        verdicts.AddRange(verdicts.Where(verdict => verdict.Bytes.Length is > 0 and < 200).ToList().SelectMany(verdict => Enumerable.Range(0, 12).Select(_ => (verdict.Author, Mutated(verdict.Bytes, random)))));
        var written = JsonSerializer.Serialize(
            new
            {
                log = new[] { new { by = Seed.ClientId, update = Frame(Seed.Batch("main.py", "python", "print(1)\n")) }, new { by = Victim, update = new Update(Victim, 0).TextIn("file:main", "GOOD").Bytes() } },
                verdicts = verdicts.Select(verdict => new { author = verdict.Author, update = verdict.Bytes, refusal = Try(Document(), verdict.Bytes, verdict.Author) switch { UpdateRefusal.None => null, var refusal => $"{refusal}" } }),
            },
            Json).Replace("{\"author\"", "\n{\"author\"", StringComparison.Ordinal) + "\n";
        var file = App.Repository(Place);
        if (await File.ReadAllTextAsync(file, TestContext.CancellationToken) != written)
        {
            await File.WriteAllTextAsync(file, written, TestContext.CancellationToken);
            Assert.Fail("The walker's verdicts have changed. They are written down now: make the page's walker agree (npx vitest run walk).");
        }
    }

    private static byte[] Frame(byte[] batch)
    {
        var reader = new FrameReader(batch);
        reader.Next(out _, out var update);
        return update.ToArray();
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        var mutated = (byte[])bytes.Clone();
        for (var flips = random.Next(2); flips >= 0; flips--)
        {
            mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
        }

        return random.Next(6) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }

    /// <summary>What honest pages send and what was found to harm them, each kind once.</summary>
    private static IEnumerable<(int Author, byte[] Bytes)> Attacks()
    {
        var updates = new List<(int Author, Update Update)>
        {
            (Attacker, new Update(Attacker, 0).TextIn("file:main", "hello")),
            (Attacker, new Update(Attacker, 0).TextIn("file:main", "h\u00e9\u20ac\U0001F642")),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(Victim, 1), new YId(Victim, 2), "x").TextBetween(new YId(Attacker, 0), new YId(Victim, 2), "y").Delete(Victim, 0, 2)),
            (Attacker, new Update(Attacker, 0).TextIn("test:one:in", "1").TextIn("test:one:out", "2")),
            (Attacker, new Update(Attacker, 0).TextIn("test:one:no", "1")),
            (Attacker, new Update(Attacker, 0).TextIn("test:in", "1")),
            (Attacker, new Update(Attacker, 0).TextIn("test::in", "1")),
            (Attacker, new Update(Attacker, 0).TextIn("file:", "1")),
            (Attacker, new Update(Attacker, 0).TextIn("other", "1")),
            (Attacker, new Update(Attacker, 0).TextIn("file:main", "a\rb")),
            (Attacker, new Update(Attacker, 0).TextIn("file:main", "")),
            (Attacker, new Update(Attacker, 0).File("two", "lib/two.py")),
            (Attacker, new Update(Attacker, 0).File("two", "../two.py")),
            (Attacker, new Update(Attacker, 0).File("two", "a\\b")),
            (Attacker, new Update(Attacker, 0).File("two", new string('x', 201))),
            (Attacker, new Update(Attacker, 0).File("t:o", "two.py")),
            (Attacker, new Update(Attacker, 0).Entry("meta", "entry", any => { any.Byte(119); any.Text("main"); })),
            (Attacker, new Update(Attacker, 0).Entry("meta", "entry", any => { any.Byte(118); any.UInt(0); })),
            (Attacker, new Update(Attacker, 0).Entry("meta", "entry", any => { any.Byte(125); any.Byte(0x85); any.Byte(1); })),
            (Attacker, new Update(Attacker, 0).Entry("files", "two", any => { any.Byte(118); any.UInt(1); any.Text("__proto__"); any.Byte(119); any.Text("x"); })),
            (Attacker, new Update(Attacker, 0).Entry("tests", "one", any => { any.Byte(118); any.UInt(3); any.Text("name"); any.Byte(119); any.Text("First"); any.Text("checker"); any.Byte(119); any.Text("lines"); any.Text("order"); any.Byte(123); any.Bytes(new byte[8]); })),
            (Attacker, new Update(Attacker, 0).Entry("tests", "one", any => { any.Byte(118); any.UInt(1); any.Text("name"); any.Byte(119); any.Text("First"); })),
            (Attacker, new Update(Attacker, 0).Entry("meta", "deep", any => { for (var depth = 0; depth < 40; depth++) { any.Bytes([117, 1]); } any.Byte(126); })),
            (Victim, new Update(Victim, 4).TextBetween(new YId(Victim, 3), None, "!")),
            (Victim, new Update(Victim, 3).TextBetween(new YId(Victim, 2), None, "!")),
            (Attacker, new Update(Victim, 4).TextBetween(new YId(Victim, 3), None, "EVIL")),
            (Attacker, new Update(Attacker, 1).TextIn("file:main", "x")),
            (Attacker, new Update(Attacker, 1_000_000).TextIn("file:main", "x")),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(99, 0), None, "x")),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(Victim, 10), None, "x")),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(Victim, 4), None, "x")),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(Attacker, 0), None, "x")),
            (Attacker, new Update(Attacker, 0).Delete(Victim, 0, 4)),
            (Attacker, new Update(Attacker, 0).Delete(Victim, 0, 5)),
            (Attacker, new Update(Attacker, 0).Delete(Victim, 0, int.MaxValue)),
            (Attacker, new Update(Attacker, 0).Delete(Victim, 0, 0)),
            (Attacker, new Update(Attacker, 0).Delete(99, 0, 1)),
            (Victim, new Update(Victim, 4).Delete(Victim, 4, 1)),
            (Attacker, new Update(Attacker, 0).Between(new YId(Victim, 1), new YId(Victim, 2), 8, AnyNull)),
            (Attacker, new Update(Attacker, 0).Between(new YId(Victim, 9), None, 0x28, AnyNull)),
            (Attacker, new Update(Attacker, 0).TextBetween(new YId(Seed.ClientId, 0), None, "x")),
            (Attacker, new Update(Attacker, 0).Between(new YId(Seed.ClientId, 0), None, 0x28, any => { any.UInt(1); any.Byte(118); any.UInt(1); any.Text("path"); any.Byte(119); any.Text("b.py"); })),
            (Attacker, new Update(Attacker, 0).TextIn("file:two", "ab").TextBetween(new YId(Attacker, 0), new YId(Victim, 1), "x")),
            (Attacker, new Update(Attacker, 0).Raw(bytes => { bytes.Byte(0); bytes.UInt(5); })),
            (Attacker, new Update(Attacker, 0).Raw(bytes => { bytes.Byte(7); bytes.UInt(1); bytes.Text("file:main"); bytes.UInt(0); })),
            (Attacker, new Update(Attacker, 0).Raw(bytes => { bytes.Byte(4); bytes.UInt(1); bytes.Text("file:main"); bytes.Text([0xed, 0xa0, 0x80]); })),
            (Attacker, new Update(Attacker, 0).Raw(bytes => { bytes.Byte(4); bytes.UInt(0); bytes.UInt(Victim); bytes.UInt(0); bytes.Text("x"); })),
        };
        foreach (var (author, update) in updates)
        {
            yield return (author, update.Bytes());
        }

        foreach (byte[] bytes in new byte[][] { [], [0], [0, 0], [0, 0, 0], [2, 1, 2, 0, 0], [1, 0x80, 0x87, 0xa7, 0x0e, Attacker, 0, 4, 1], [0, 0x80, 0x87, 0xa7, 0x0e, 1, 1], [0, 0x81, 0], [0xff, 0xff, 0xff, 0xff, 0x0f] })
        {
            yield return (Attacker, bytes);
        }
    }
}
