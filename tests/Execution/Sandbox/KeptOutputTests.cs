using System.Text;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class KeptOutputTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(100)]
    public void What_fits_is_kept_whole_however_it_arrives(int step)
    {
        var text = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},"));
        var kept = Fill(capacity: text.Length, text, step);
        Assert.AreEqual((text, false), kept.ToText(text.Length));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(100)]
    [DataRow(5000)]
    public void What_does_not_fit_keeps_its_first_and_last_bytes_and_says_how_many_are_missing(int step)
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},"));
        var kept = Fill(capacity: 40, text, step);
        Assert.AreEqual(40, kept.Length);
        Assert.AreEqual(($"{text[..20]}\n… {text.Length - 40} bytes left out …\n{text[^20..]}", true), kept.ToText(40));
    }

    [TestMethod]
    public void A_smaller_budget_at_the_end_cuts_what_was_kept_whole()
    {
        var kept = Fill(capacity: 100, "abcdefghij", 4);
        Assert.AreEqual(("ab\n… 6 bytes left out …\nij", true), kept.ToText(4));
    }

    [TestMethod]
    public void A_cut_never_splits_a_character()
    {
        // Each fox is four bytes: neither half of 10 is a whole number of them.
        var kept = Fill(capacity: 10, string.Concat(Enumerable.Repeat("🦊", 10)), 3);
        Assert.AreEqual(("🦊\n… 32 bytes left out …\n🦊", true), kept.ToText(10));
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_become_replacement_characters()
    {
        var kept = new KeptOutput(10);
        kept.Append([(byte)'a', 0xFF, (byte)'b']);
        Assert.AreEqual(("a\uFFFDb", false), kept.ToText(10));
    }

    [TestMethod]
    public async Task Live_chunks_are_the_head_in_order_with_characters_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}🦊"));
        var seen = new StringBuilder();
        var live = new OutputFeed(chunk =>
        {
            Assert.AreEqual(OutputStream.Stdout, chunk.Stream);
            seen.Append(chunk.Text);
            return ValueTask.CompletedTask;
        });
        var output = new StageOutput(keptBytes: 1 << 20, live);
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(5))
            output.Append(OutputStream.Stdout, part);
        output.End(isCut: false);
        await live.EndAsync();
        Assert.AreEqual(text, seen.ToString());
        Assert.AreEqual((text, false), output.Kept(OutputStream.Stdout).ToText(1 << 20));
    }

    [TestMethod]
    public async Task Half_a_character_at_the_end_is_told_as_an_invalid_one()
    {
        var seen = new StringBuilder();
        var live = new OutputFeed(chunk =>
        {
            seen.Append(chunk.Text);
            return ValueTask.CompletedTask;
        });
        var output = new StageOutput(keptBytes: 100, live);
        output.Append(OutputStream.Stderr, Encoding.UTF8.GetBytes("🦊").AsSpan(0, 3));
        output.End(isCut: false);
        await live.EndAsync();
        Assert.AreEqual("\uFFFD", seen.ToString());
    }

    [TestMethod]
    public void A_stage_that_was_stopped_for_its_output_marks_what_it_printed_as_cut()
    {
        var output = new StageOutput(keptBytes: 200, live: null);
        output.Append(OutputStream.Stdout, new byte[100]);
        output.End(isCut: true);
        Assert.AreEqual((true, false), (output.Kept(OutputStream.Stdout).ToText(100).Truncated, output.Kept(OutputStream.Stderr).ToText(100).Truncated));
    }

    private static KeptOutput Fill(int capacity, string text, int step)
    {
        var kept = new KeptOutput(capacity);
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(step))
            kept.Append(part);
        return kept;
    }
}
