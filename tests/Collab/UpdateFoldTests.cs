using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>A fold equals its log to real Yjs: every root, the state vector, and what is deleted.</summary>
[TestClass]
public sealed class UpdateFoldTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_fold_and_the_updates_after_it_equal_the_log()
    {
        var random = new Random(1);
        var sessions = await Yjs.SessionsAsync(seed: 100, sessions: Soak.Of(300, 12), edits: 500, TestContext.CancellationToken);
        var comparisons = new List<Yjs.Comparison>();
        foreach (var session in sessions)
        {
            byte[][] log = [.. session.Entries.SelectMany(entry => entry.Frames)];
            comparisons.Add(new(log, [Fold(log)]));
            var cut = random.Next(log.Length);
            comparisons.Add(new(log, [Fold(log[..cut]), .. log[cut..]]));
        }

        await SameAsync(comparisons);
    }

    [TestMethod]
    public async Task Folding_step_by_step_gives_the_bytes_of_folding_at_once()
    {
        var random = new Random(2);
        foreach (var session in await Yjs.SessionsAsync(seed: 200, sessions: 6, edits: 400, TestContext.CancellationToken))
        {
            byte[][] log = [.. session.Entries.SelectMany(entry => entry.Frames)];
            byte[]? steps = null;
            for (var at = 0; at < log.Length;)
            {
                var count = Math.Min(log.Length - at, random.Next(1, 60));
                steps = Fold(steps is null ? log[at..(at + count)] : [steps, .. log[at..(at + count)]]);
                at += count;
            }

            CollectionAssert.AreEqual(Fold(log), steps);
        }
    }

    [TestMethod]
    public async Task An_update_that_is_left_out_is_a_hole_to_Yjs_as_if_it_had_never_come()
    {
        var random = new Random(3);
        var comparisons = new List<Yjs.Comparison>();
        foreach (var session in await Yjs.SessionsAsync(seed: 300, sessions: Soak.Of(100, 6), edits: 200, TestContext.CancellationToken))
        {
            byte[][] log = [.. session.Entries.SelectMany(entry => entry.Frames)];
            var without = random.Next(1, log.Length);
            byte[][] rest = [.. log[..without], .. log[(without + 1)..]];
            comparisons.Add(new(rest, [Fold(rest)]));
        }

        await SameAsync(comparisons);
    }

    [TestMethod]
    public async Task The_seed_is_a_document_with_one_file()
    {
        var update = OnlyFrame(Seed.Batch("main.py", "python", "print(\"😀\")\r\n"));
        var verdict = (await Yjs.CompareAsync([new([update], [Fold([update])])], TestContext.CancellationToken))[0];
        Assert.IsTrue(verdict.Same, verdict.Why);
        Assert.AreEqual("""{"main":{"path":"main.py","language":"python"}}""", verdict.Roots["files"].GetRawText());
        Assert.AreEqual("main", verdict.Roots["meta"].GetProperty("entry").GetString());
        Assert.AreEqual("python", verdict.Roots["meta"].GetProperty("language").GetString());
        Assert.AreEqual("print(\"😀\")\n", verdict.Roots["file:main"].GetString());
    }

    private async Task SameAsync(List<Yjs.Comparison> comparisons)
    {
        var verdicts = await Yjs.CompareAsync(comparisons, TestContext.CancellationToken);
        Assert.HasCount(comparisons.Count, verdicts);
        var different = verdicts.Index().Where(at => !at.Item.Same).Select(at => $"{at.Index}: {at.Item.Why}");
        Assert.AreEqual("", string.Join(", ", different));
    }

    private static byte[] OnlyFrame(byte[] batch)
    {
        var reader = new FrameReader(batch);
        Assert.IsTrue(reader.Next(out _, out var update));
        return update.ToArray();
    }

    private static byte[] Fold(IEnumerable<byte[]> updates)
    {
        var fold = new UpdateFold();
        foreach (var update in updates)
        {
            fold.Add(update);
        }

        var writer = new YWriter();
        fold.Write(writer);
        return writer.ToArray();
    }
}
