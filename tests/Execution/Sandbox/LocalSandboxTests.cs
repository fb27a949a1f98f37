using System.Text;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class LocalSandboxTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Modes() => SandboxFixture.Modes.Select(m => new object[] { m });

    [TestInitialize]
    public Task NeedsSandboxAsync() => SandboxFixture.NeedsAsync("python");

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task The_self_test_finds_the_mode(string mode)
    {
        var status = await SandboxFixture.Mode(mode).GetStatusAsync(TestContext.CancellationToken);
        Assert.IsTrue(status.Available, string.Join(' ', status.Reasons));
        Assert.AreEqual(mode, status.Mode);
        Assert.AreEqual(mode is "A", status.Weaknesses.Count == 0, "Mode B says what it does less well.");
    }

    [TestMethod]
    public async Task A_machine_that_cannot_isolate_refuses_to_run_and_says_why()
    {
        using var nowhere = new LocalSandbox(SandboxFixture.Options("A") with { DataDirectory = "/proc/nowhere" }, SandboxFixture.Languages, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LocalSandbox>.Instance);
        var status = await nowhere.GetStatusAsync(TestContext.CancellationToken);
        Assert.IsFalse(status.Available);
        Assert.IsGreaterThan(0, status.Reasons.Count);
        var result = await nowhere.RunAsync(SandboxFixture.Program("python", "print(1)"), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
        Assert.AreEqual(Verdict.InfraError, result.Status);
        Assert.AreEqual("", result.Stdout);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task Output_arrives_while_the_program_runs_and_stop_ends_it_with_what_there_is(string mode)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var seen = new StringBuilder();
        var result = await SandboxFixture.Mode(mode).RunAsync(
            SandboxFixture.Program("python", "import time\nprint('first')\ntime.sleep(0.2)\nprint('second')\ntime.sleep(60)\n"),
            new SandboxTalk(async chunk =>
            {
                seen.Append(chunk.Text);
                if (seen.ToString().Contains("second", StringComparison.Ordinal))
                    await stop.CancelAsync();
            }),
            stop.Token);
        Assert.AreEqual(Verdict.Cancelled, result.Status);
        Assert.AreEqual("first\nsecond\n", result.Stdout);
        Assert.AreEqual(result.Stdout, seen.ToString());
        await NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_stop_while_compiling_is_cancelled_too()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var run = SandboxFixture.Mode(SandboxFixture.Modes[0]).RunAsync(SandboxFixture.Program("c", "#include \"/dev/zero\"\nint main(){}"), new SandboxTalk(_ => ValueTask.CompletedTask), stop.Token);
        await PollAsync(() => SandboxFixture.SlotProcesses().Any(p => p.Contains("cc1", StringComparison.Ordinal)) || !SandboxFixture.IsRoot, "the compiler to start");
        await stop.CancelAsync();
        Assert.AreEqual(Verdict.Cancelled, (await run).Status);
    }

    [TestMethod]
    public async Task More_than_the_kept_output_leaves_head_and_tail_and_the_live_part_is_the_head()
    {
        var live = new StringBuilder();
        var result = await SandboxFixture.Mode(SandboxFixture.Modes[0]).RunAsync(
            SandboxFixture.Program("python", "import sys\nsys.stdout.write('a' * 1_000_000 + 'b' * 1_000_000)"),
            new SandboxTalk(chunk =>
            {
                live.Append(chunk.Text);
                return ValueTask.CompletedTask;
            }),
            TestContext.CancellationToken);
        Assert.AreEqual(Verdict.Ok, result.Status);
        Assert.IsTrue(result.StdoutTruncated);
        Assert.StartsWith("aaaa", result.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("bbbb", result.Stdout, StringComparison.Ordinal);
        Assert.IsLessThan(SandboxRun.KeptBytes + 100, result.Stdout.Length);
        Assert.AreEqual(new string('a', SandboxRun.KeptBytes / 2), live.ToString());
    }

    [TestMethod]
    public async Task Both_streams_together_keep_the_limit_and_errors_are_not_crowded_out()
    {
        var result = await SandboxFixture.RunAsync(SandboxFixture.Modes[0],
            SandboxFixture.Program("python", "import sys\nsys.stderr.write('e' * 900_000)\nsys.stdout.write('o' * 900_000)"), TestContext.CancellationToken);
        Assert.AreEqual(Verdict.Ok, result.Status);
        Assert.IsTrue(result.StdoutTruncated && result.StderrTruncated);
        Assert.IsLessThan(SandboxRun.KeptBytes + 200, result.Stdout.Length + result.Stderr.Length);
        Assert.IsGreaterThan(SandboxRun.KeptBytes / 5, result.Stderr.Length);
    }

    [TestMethod]
    public async Task A_listener_that_throws_ends_the_run_and_leaves_nothing()
    {
        await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => SandboxFixture.Mode(SandboxFixture.Modes[0]).RunAsync(
            SandboxFixture.Program("python", "print('x', flush=True)\nimport time; time.sleep(60)"), new SandboxTalk(_ => throw new InvalidTimeZoneException()), TestContext.CancellationToken));
        await NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Input_that_nobody_reads_holds_nothing_up()
    {
        var result = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], SandboxFixture.Program("python", "print('done')", stdin: new string('x', SourceFiles.MaxStdinBytes)), TestContext.CancellationToken);
        Assert.AreEqual("ok:done\n", $"{result.Status}:{result.Stdout}");
    }

    [TestMethod]
    public async Task X3_runs_side_by_side_keep_their_own_input_files_and_verdicts()
    {
        var runs = Enumerable.Range(0, 6).Select(i => SandboxFixture.RunAsync(SandboxFixture.Modes[0],
            SandboxFixture.Program("python", $"import os,sys\nprint(input(), sorted(os.listdir('/tmp')))\nopen('/tmp/mark{i}','w')\nsys.exit({i})", stdin: $"{i}\n"), TestContext.CancellationToken));
        var results = await Task.WhenAll(runs);
        for (var i = 0; i < results.Length; i++)
            Assert.AreEqual($"{i} []\n:{i}", $"{results[i].Stdout}:{results[i].ExitCode}", results[i].Stderr + results[i].Fault);
    }

    [TestMethod]
    public async Task Requests_that_break_the_rules_are_the_callers_mistake()
    {
        var sandbox = SandboxFixture.Mode(SandboxFixture.Modes[0]);
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => sandbox.RunAsync(new SandboxRequest("python", [new SourceFile("../x", "")]), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => sandbox.RunAsync(new SandboxRequest("klingon", [new SourceFile("x", "")]), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken));
    }

    /// <summary>X1: what the kernel still tears down may take a moment, but not longer.</summary>
    internal static async Task NothingIsLeftAsync()
    {
        if (!SandboxFixture.IsRoot)
            return; // without slots there is no telling whose a process is
        await PollAsync(() => SandboxFixture.SlotProcesses().Count == 0 && SandboxFixture.SlotGroups().Count == 0,
            () => $"nothing to be left, but there is {string.Join("; ", SandboxFixture.SlotProcesses().Concat(SandboxFixture.SlotGroups()))}");
    }

    private static Task PollAsync(Func<bool> reached, string what) => PollAsync(reached, () => what);

    internal static async Task PollAsync(Func<bool> reached, Func<string> what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(15);
        while (!reached())
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, $"Waited 15 s for {what()}.");
            await Task.Delay(20);
        }
    }
}
