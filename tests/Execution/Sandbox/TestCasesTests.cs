using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class TestCasesTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Modes() => SandboxFixture.Modes.Select(m => new object[] { m });

    [TestMethod]
    [DataRow(Checkers.Exact, "a\n", "a\n", true)]
    [DataRow(Checkers.Exact, "a\n", "a", false)]
    [DataRow(Checkers.Lines, "a\nb\n", "a  \nb\n\n", true)]
    [DataRow(Checkers.Lines, "a\nb", "a\r\nb\r\n", true)]
    [DataRow(Checkers.Lines, "a b", "a  b", false)]
    [DataRow(Checkers.Lines, "a\n\nb", "a\nb", false)]
    [DataRow(Checkers.Lines, "", "\n", true)]
    [DataRow(Checkers.Tokens, "a b\nc", "a\nb c ", true)]
    [DataRow(Checkers.Tokens, "a b", "ab", false)]
    [DataRow(Checkers.Numbers, "0.3333333333 x", "0.33333338 x", true)]
    [DataRow(Checkers.Numbers, "1000000", "1000000.5", true)]
    [DataRow(Checkers.Numbers, "1", "1.00001", false)]
    [DataRow(Checkers.Numbers, "1", "NaN", false)]
    [DataRow(Checkers.Numbers, "nan inf", "nan inf", true)]
    [DataRow(Checkers.Numbers, "inf", "1e999", false)]
    [DataRow(Checkers.Numbers, "1 2", "1", false)]
    [DataRow(Checkers.Unordered, "b\na\na", "a\nb\na\n", true)]
    [DataRow(Checkers.Unordered, "b\na\na", "a\nb\nb", false)]
    public void Each_checker_knows_what_is_the_same(string checker, string expected, string actual, bool right)
        => Assert.AreEqual(right, TestCases.IsRight(checker, expected, actual));

    [TestMethod]
    public void Cases_that_break_the_rules_are_refused()
    {
        var good = new TestCase("a", "", "");
        Assert.IsNull(TestCases.Refuse([good]));
        Assert.IsNotNull(TestCases.Refuse([]));
        Assert.IsNotNull(TestCases.Refuse([.. Enumerable.Repeat(good, 51)]));
        Assert.IsNotNull(TestCases.Refuse([good with { Checker = "vibes" }]));
        Assert.IsNotNull(TestCases.Refuse([good with { Name = "" }]));
        Assert.IsNotNull(TestCases.Refuse([good with { Name = "a\nb" }]));
        Assert.IsNotNull(TestCases.Refuse([good with { WallMs = 0 }]));
        Assert.IsNull(TestCases.Refuse([good with { Name = new string('名', 100) }]));
        Assert.IsFalse(TestCases.Refuse([good with { Name = new string('名', 101) }])?.TooLarge);
        Assert.IsTrue(TestCases.Refuse([good with { Stdin = new string('x', (64 * 1024) + 1) }])?.TooLarge);
        Assert.IsTrue(TestCases.Refuse([good with { Expected = new string('x', (64 * 1024) + 1) }])?.TooLarge);
        Assert.IsNull(TestCases.Refuse([.. Enumerable.Repeat(good with { Stdin = new string('x', 64 * 1024) }, 8)]));
        Assert.IsTrue(TestCases.Refuse([.. Enumerable.Repeat(good with { Stdin = new string('x', 64 * 1024) }, 8), good with { Expected = "x" }])?.TooLarge);
        var request = SandboxFixture.Program("python", "") with { Tests = [good] };
        Assert.IsNull(SourceFiles.Refuse(request));
        Assert.IsNotNull(SourceFiles.Refuse(request with { Stdin = "x" }));
        Assert.IsNotNull(SourceFiles.Refuse(request with { Terminal = Talk.Size }));
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task What_a_case_leaves_behind_is_gone_before_the_next(string mode)
    {
        // Deep nests, folders without rights, links out of the sandbox's places, and names like our own.
        const string Work = BwrapCommand.WorkInside;
        const string Text = $$"""
            import os
            def walk(top): return sorted(os.path.join(d, n) for d, ds, fs in os.walk(top) for n in ds + fs)
            seen = [walk(p) for p in ('{{Work}}', '/tmp', '/dev/shm')]
            for top in ('{{Work}}', '{{Work}}/lib', '/tmp', '/dev/shm'):
                os.chdir(top)
                os.symlink('/usr', 'link'); os.symlink('{{Work}}/main.py', 'to-main'); os.link('{{Work}}/main.py', '{{Work}}/hard') if top == '{{Work}}' else None
                open('\x011', 'w'); open('.file', 'w'); os.mkdir('empty', 0)
                for _ in range(300):
                    os.mkdir('deep'); os.mkdir('beside'); open('f', 'w'); os.chmod('beside', 0); os.chdir('deep')
                os.chmod('.', 0)
            os.chmod('/tmp', 0o500)
            print(seen)
            """;
        var (result, _) = await RunAsync(mode, new SandboxRequest("python", [new("main.py", Text), new("lib/words.txt", "x")], Tests: [new("1", "", ""), new("2", "", ""), new("3", "", "")]));
        var expected = $"[['{Work}/lib', '{Work}/lib/words.txt', '{Work}/main.py'], [], []]\n";
        foreach (var one in result.Cases!)
            Assert.AreEqual($"{expected}:0", $"{one.Stdout}:{one.ExitCode}", one.Stderr + result.Fault);
    }

    [TestMethod]
    public async Task Compiled_once_fifty_cases_run_in_order()
    {
        await SandboxFixture.NeedsAsync("c");
        var (result, told) = await RunCAsync("""
            #include <stdio.h>
            #include <sys/stat.h>
            int main(void) { struct stat s; int n; scanf("%d", &n); stat(".program", &s); printf("%d %ld\n", n * n, (long)s.st_ino); }
            """, Enumerable.Range(0, 50).Select(i => new TestCase($"{i}", $"{i}\n", $"{i * i}")).ToArray());
        Assert.AreEqual(Verdict.Ok, result.Status, result.Fault);
        Assert.IsNotNull(result.Compile);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToList(), told);
        Assert.HasCount(1, result.Cases!.Select(c => c.Stdout.Split(' ')[1]).Distinct(StringComparer.Ordinal), "It is one and the same program file.");
    }

    [TestMethod]
    public async Task Cases_that_do_not_begin_in_the_time_of_all_end_unrun()
    {
        await SandboxFixture.NeedsAsync("python");
        var clock = new LateClock();
        await using var sandbox = new LocalSandbox(SandboxFixture.Options(SandboxFixture.Modes[0]), SandboxFixture.Languages, clock, NullLogger<LocalSandbox>.Instance);
        var request = SandboxFixture.Program("python", "print(input())") with { Tests = [.. Enumerable.Range(0, 4).Select(i => new TestCase($"{i}", $"{i}", $"{i}", Hidden: i is 0))] };
        var told = new List<int>();
        var result = await sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask, (index, _) =>
        {
            told.Add(index);
            clock.Late += index is 2 ? TestCases.Together : TimeSpan.Zero;
            return ValueTask.CompletedTask;
        }), TestContext.CancellationToken);
        Assert.AreEqual(Verdict.Ok, result.Status, result.Fault);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 0 }, told);
        CollectionAssert.AreEqual(new[] { Verdict.TimeLimit, Verdict.Ok, Verdict.Ok, Verdict.TimeLimit }, result.Cases!.Select(c => c.Status).ToArray());
        Assert.AreEqual((LimitNames.Wall, null), (result.Cases![3].LimitHit, result.Cases[3].WallMs));
        Assert.Contains("Not run", result.Cases[3].Stderr, StringComparison.Ordinal);
    }

    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Late.TotalSeconds * TimestampFrequency);
    }

    private Task<(SandboxResult Result, List<int> Told)> RunCAsync(string text, params TestCase[] tests)
        => RunAsync(SandboxFixture.Modes[0], SandboxFixture.Program("c", text) with { Tests = tests });

    private async Task<(SandboxResult Result, List<int> Told)> RunAsync(string mode, SandboxRequest request)
    {
        var told = new List<int>();
        var result = await SandboxFixture.Mode(mode).RunAsync(request, new SandboxTalk(
            chunk => chunk.Stream is OutputStream.Compile ? ValueTask.CompletedTask : throw new InvalidOperationException($"{chunk} was streamed."),
            (index, one) =>
            {
                Assert.AreEqual(request.Tests![index].Name, one.Name);
                told.Add(index);
                return ValueTask.CompletedTask;
            }), TestContext.CancellationToken);
        return (result, told);
    }
}
