using System.Globalization;
using System.Text.RegularExpressions;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>What a program prints is there before it ends, in every language: languages/NAME/clock.EXT prints the time, waits for a line, and prints it again.</summary>
[TestClass]
public sealed partial class ClockTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Clocks() => from language in SandboxFixture.Languages.All from isTerminal in new[] { true, false } select new object[] { language.Id, isTerminal };

    [TestMethod]
    [DynamicData(nameof(Clocks))]
    public async Task What_is_printed_is_seen_while_the_program_waits(string id, bool isTerminal)
    {
        await SandboxFixture.NeedsAsync(id);
        var language = SandboxFixture.Languages.Find(id)!;
        var text = await File.ReadAllTextAsync(Path.Combine(language.Folder, "clock" + language.Extension), TestContext.CancellationToken);
        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var talk = new Talk(
            SandboxFixture.Mode(SandboxFixture.Modes[0]), SandboxFixture.Program(id, text) with { Terminal = isTerminal ? Talk.Size : null }, TestContext.CancellationToken);

        var first = await talk.SeeAsync(Time());
        Assert.IsFalse(talk.Result.IsCompleted, "It waits for what has not been typed.");
        talk.Type("go on\n");
        talk.EndInput();
        var second = await talk.SeeAsync(Time());
        var end = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var result = await talk.Result;
        Assert.AreEqual((Verdict.Ok, ""), (result.Status, result.Stderr), $"{result} {talk.Transcript}");
        // The bench relies on these being the same clock as its own. One that counts in days as a binary fraction may be a millisecond off.
        var (one, other) = (long.Parse(first, CultureInfo.InvariantCulture), long.Parse(second, CultureInfo.InvariantCulture));
        Assert.IsTrue(start - 1 <= one && one <= other && other <= end + 1, $"{start} {one} {other} {end}");
    }

    [GeneratedRegex(@"\d{13}")]
    private static partial Regex Time();
}
