using System.Text;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>What <see cref="ISandbox"/> promises, whichever adapter or mode keeps it. A new adapter is one class that derives from this.</summary>
public abstract class SandboxContract
{
    private ISandbox? _sandbox;

    public TestContext TestContext { get; set; } = null!;

    private ISandbox Sandbox => _sandbox!;

    [TestInitialize]
    public async Task OpenAsync()
    {
        await SandboxFixture.NeedsAsync("python");
        _sandbox = await SandboxAsync(TestContext.CancellationToken);
    }

    /// <summary>One for all tests of the class.</summary>
    private protected abstract Task<ISandbox> SandboxAsync(CancellationToken cancellationToken);

    [TestMethod]
    [DataRow("print('naïve 🦊')", "ok 0   naïve 🦊\n", 0)]
    [DataRow("import sys\nprint('before')\nsys.exit(7)", "runtime_error 7   before\n", 0)]
    [DataRow("import os\nos.kill(os.getpid(), 11)", "runtime_error  SIGSEGV  ", 0)]
    [DataRow("import time\nprint('x', flush=True)\ntime.sleep(60)", "time_limit  SIGKILL wallMs x\n", 1000)]
    [DataRow("while True: pass", "time_limit  SIGKILL cpuMs ", 0)]
    [DataRow("x = bytearray(1 << 30)\nx[::4096] = b'1' * len(x[::4096])", "memory_limit   memoryMb ", 0)]
    public async Task Every_end_has_its_verdict(string text, string expected, int wallMs)
    {
        var result = await RunAsync(Python(text) with { Limits = new RequestedLimits(WallMs: wallMs is 0 ? null : wallMs, CpuMs: 500) });
        // How a program dies that is refused memory is the machine's business.
        var (code, signal) = result.Status is Verdict.MemoryLimit ? (null, null) : (result.ExitCode, result.Signal);
        Assert.AreEqual(expected, $"{result.Status} {code} {signal} {result.LimitHit} {result.Stdout}", result.Stderr + result.Fault);
        Assert.IsFalse(string.IsNullOrEmpty(result.Toolchain));
        Assert.IsNotNull(result.WallMs);
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task What_does_not_compile_says_where()
    {
        await SandboxFixture.NeedsAsync("c");
        var told = new StringBuilder();
        var result = await Sandbox.RunAsync(SandboxFixture.Program("c", "int main(void) {\n  return nothing;\n}\n"), new SandboxTalk(chunk =>
        {
            Assert.AreEqual(OutputStream.Compile, chunk.Stream);
            told.Append(chunk.Text);
            return ValueTask.CompletedTask;
        }), TestContext.CancellationToken);
        Assert.AreEqual((Verdict.CompileError, null), (result.Status, result.ExitCode), result.Fault);
        Assert.Contains("main.c:2", result.Compile!.Output, StringComparison.Ordinal);
        Assert.AreEqual(result.Compile.Output, told.ToString());
    }

    [TestMethod]
    public async Task Files_entry_arguments_and_input_reach_the_program()
    {
        var request = new SandboxRequest(
            "py", [new("lib/words.py", "def greet(name): return f'Grüße, {name}'"), new("start.py", "import sys\nfrom lib.words import greet\nprint(sys.argv[1:], greet(input()))")],
            Entry: "start.py", Stdin: "Ada\n", Args: ["a b", "ü", ""]);
        Assert.AreEqual("['a b', 'ü', ''] Grüße, Ada\n", (await RunAsync(request)).Stdout);
    }

    [TestMethod]
    public async Task Output_arrives_while_the_program_runs_and_stop_ends_it_with_what_there_is()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var seen = new StringBuilder();
        var result = await Sandbox.RunAsync(
            Python("import time\nprint('first')\ntime.sleep(0.2)\nprint('second')\ntime.sleep(60)\n"),
            new SandboxTalk(async chunk =>
            {
                seen.Append(chunk.Text);
                if (seen.ToString().Contains("second", StringComparison.Ordinal))
                    await stop.CancelAsync();
            }),
            stop.Token);
        Assert.AreEqual(Verdict.Cancelled, result.Status, result.Fault);
        Assert.AreEqual("first\nsecond\n", result.Stdout);
        Assert.AreEqual(result.Stdout, seen.ToString());
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_stop_while_compiling_is_cancelled_too()
    {
        await SandboxFixture.NeedsAsync("c");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var run = Sandbox.RunAsync(SandboxFixture.Program("c", "#include \"/dev/zero\"\nint main(){}"), new SandboxTalk(_ => ValueTask.CompletedTask), stop.Token);
        await LocalSandboxTests.PollAsync(() => SandboxFixture.SlotProcesses().Any(p => p.Contains("cc1", StringComparison.Ordinal)) || !SandboxFixture.IsRoot, () => "the compiler to start");
        await stop.CancelAsync();
        Assert.AreEqual(Verdict.Cancelled, (await run).Status);
    }

    [TestMethod]
    public async Task More_than_the_kept_output_leaves_head_and_tail_and_the_live_part_is_the_head()
    {
        var live = new StringBuilder();
        var result = await Sandbox.RunAsync(
            Python("import sys\nsys.stdout.write('a' * 1_000_000 + 'b' * 1_000_000)"),
            new SandboxTalk(chunk =>
            {
                live.Append(chunk.Text);
                return ValueTask.CompletedTask;
            }),
            TestContext.CancellationToken);
        Assert.AreEqual(Verdict.Ok, result.Status, result.Fault);
        Assert.IsTrue(result.StdoutTruncated);
        Assert.StartsWith("aaaa", result.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("bbbb", result.Stdout, StringComparison.Ordinal);
        Assert.IsLessThan(SandboxRun.KeptBytes + 100, result.Stdout.Length);
        Assert.AreEqual(new string('a', SandboxRun.KeptBytes / 2), live.ToString());
    }

    [TestMethod]
    public async Task Both_streams_together_keep_the_limit_and_errors_are_not_crowded_out()
    {
        var result = await RunAsync(Python("import sys\nsys.stderr.write('e' * 900_000)\nsys.stdout.write('\\x01' * 900_000)"));
        Assert.AreEqual(Verdict.Ok, result.Status, result.Fault);
        Assert.IsTrue(result.StdoutTruncated && result.StderrTruncated);
        Assert.IsLessThan(SandboxRun.KeptBytes + 200, result.Stdout.Length + result.Stderr.Length);
        Assert.IsGreaterThan(SandboxRun.KeptBytes / 5, result.Stderr.Length);
    }

    [TestMethod]
    public async Task A_flood_is_the_output_limit()
    {
        var result = await RunAsync(Python("while True: print('y' * 1000)"));
        Assert.AreEqual((Verdict.OutputLimit, LimitNames.Output, true), (result.Status, result.LimitHit, result.StdoutTruncated), result.Fault);
    }

    [TestMethod]
    public async Task A_listener_that_throws_ends_the_run_and_leaves_nothing()
    {
        await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => Sandbox.RunAsync(
            Python("print('x', flush=True)\nimport time; time.sleep(60)"), new SandboxTalk(_ => throw new InvalidTimeZoneException()), TestContext.CancellationToken));
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Input_that_nobody_reads_holds_nothing_up()
    {
        var result = await RunAsync(SandboxFixture.Program("python", "print('done')", stdin: new string('x', SourceFiles.MaxStdinBytes)));
        Assert.AreEqual("ok:done\n", $"{result.Status}:{result.Stdout}");
    }

    [TestMethod]
    public async Task X3_runs_side_by_side_keep_their_own_input_files_and_verdicts()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RunAsync(SandboxFixture.Program(
            "python", $"import os,sys\ntmp=os.environ['TMPDIR']\nprint(input(), [f for f in os.listdir(tmp) if 'mark' in f])\nopen(tmp + '/mark{i}','w')\nsys.exit({i})", stdin: $"{i}\n"))));
        for (var i = 0; i < results.Length; i++)
            Assert.AreEqual($"{i} []\n:{i}", $"{results[i].Stdout}:{results[i].ExitCode}", results[i].Stderr + results[i].Fault);
    }

    [TestMethod]
    public async Task Requests_that_break_the_rules_are_the_callers_mistake()
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => RunAsync(new SandboxRequest("python", [new SourceFile("../x", "")])));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => RunAsync(new SandboxRequest("klingon", [new SourceFile("x", "")])));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Sandbox.RunAsync(
            Python("") with { Tests = [new("1", "", "")] }, new SandboxTalk(_ => ValueTask.CompletedTask, Input: System.Threading.Channels.Channel.CreateUnbounded<string>().Reader), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_stop_that_comes_first_starts_nothing()
        => await Assert.ThrowsAsync<OperationCanceledException>(() => Sandbox.RunAsync(Python("print(1)"), new SandboxTalk(_ => throw new InvalidOperationException()), new CancellationToken(canceled: true)));

    [TestMethod]
    public async Task A_game_is_played_in_a_terminal_prompts_first()
    {
        using var talk = Start(Talk.GuessInPython, Talk.Size);
        await talk.SeeAsync("Your guess? ");
        talk.Type("50\n");
        await talk.SeeAsync("Too high\nYour guess? ");
        talk.Type("42\n");
        var result = await talk.Result;
        Assert.AreEqual(Verdict.Ok, result.Status, result.ToString());
        Assert.AreEqual("True True True\nYour guess? <50\n>Too high\nYour guess? <42\n>Right!\n", talk.Transcript);
        Assert.AreEqual("True True True\nYour guess? Too high\nYour guess? Right!\n", result.Stdout);
        Assert.AreEqual("", result.Stderr);
    }

    [TestMethod]
    public async Task Without_a_terminal_typing_works_too_and_the_end_of_input_is_the_end_of_the_pipe()
    {
        using var talk = Start("import sys\nprint(sys.stdin.isatty())\nfor line in sys.stdin: print('got', line.strip())\nprint('end')");
        await talk.SeeAsync("False\n");
        talk.Type("a\n");
        await talk.SeeAsync("got a\n");
        talk.Type("b\n");
        await talk.SeeAsync("got b\n");
        talk.EndInput();
        Assert.AreEqual("False\ngot a\ngot b\nend\n", (await talk.Result).Stdout);
    }

    [TestMethod]
    public async Task Characters_arrive_whole_however_they_are_written_and_what_is_none_is_replaced()
    {
        using var talk = Start("""
            import os, time
            for byte in 'naïve 🦊'.encode():
                os.write(1, bytes([byte]))
                time.sleep(0.01)
            os.write(1, b'\xff\n')
            """, Talk.Size);
        var result = await talk.Result;
        Assert.AreEqual("naïve 🦊\uFFFD\n", talk.Transcript);
        Assert.AreEqual(talk.Transcript, result.Stdout);
    }

    [TestMethod]
    public async Task Stop_ends_a_program_that_waits_for_input()
    {
        using var talk = Start("input('? ')", Talk.Size);
        await talk.SeeAsync("? ");
        await talk.StopAsync();
        Assert.AreEqual((Verdict.Cancelled, "? "), ((await talk.Result).Status, (await talk.Result).Stdout));
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task Every_case_has_its_own_verdict_and_one_that_ends_badly_spoils_no_other()
    {
        var (result, _) = await RunCasesAsync("""
            import sys, os, time
            word = input()
            if word == 'loop': 
                while True: pass
            if word == 'sleep': time.sleep(60)
            if word == 'crash': os.kill(os.getpid(), 11)
            if word == 'fail': sys.exit('no')
            if word == 'memory': x = bytearray(1 << 30)
            if word == 'flood': print('y' * (2 << 20))
            if word == 'daemon' and os.fork() == 0: time.sleep(60)
            print(word.upper())
            """,
            new("right", "a\n", "A"), new("wrong", "b\n", "C"), new("slow", "sleep\n", "", WallMs: 200), new("busy", "loop\n", "", WallMs: 300), new("crash", "crash\n", ""),
            new("fail", "fail\n", ""), new("memory", "memory\n", ""), new("flood", "flood\n", ""), new("daemon", "daemon\n", "DAEMON"), new("no input", "", ""), new("last", "z\n", "Z\n", Checkers.Exact));
        Assert.AreEqual(Verdict.Ok, result.Status, result.Fault);
        Assert.AreEqual(
            "right:ok wrong:wrong_answer slow:time_limit busy:time_limit crash:runtime_error fail:runtime_error memory:memory_limit flood:output_limit daemon:ok no input:runtime_error last:ok",
            string.Join(' ', result.Cases!.Select(c => $"{c.Name}:{c.Status}")));
        Assert.AreEqual("SIGSEGV", result.Cases![4].Signal);
        Assert.AreEqual((1, "no\n"), (result.Cases[5].ExitCode, result.Cases[5].Stderr));
        Assert.AreEqual(LimitNames.Wall, result.Cases[2].LimitHit);
        Assert.IsTrue(result.Cases[7].StdoutTruncated);
        Assert.IsLessThan(TestCases.ToldBytes + 100, result.Cases[7].Stdout.Length);
    }

    [TestMethod]
    public async Task C5_hidden_cases_run_last_and_nothing_of_any_case_is_streamed()
    {
        var (result, told) = await RunCasesAsync("import os\ntmp=os.environ['TMPDIR']\nprint([f for f in os.listdir(tmp) if 'kept' in f], input())\nopen(tmp + '/kept', 'w').write('secret')",
            new("hidden 1", "h1\n", "[] h1", Hidden: true), new("visible", "v\n", "[] v"), new("hidden 2", "h2\n", "[] h2", Hidden: true));
        Assert.AreEqual("1 0 2", string.Join(' ', told));
        Assert.AreEqual("hidden 1:ok visible:ok hidden 2:ok", string.Join(' ', result.Cases!.Select(c => $"{c.Name}:{c.Status}")), string.Concat(result.Cases!.Select(c => c.Stdout)));
        Assert.AreEqual("True False True", string.Join(' ', result.Cases!.Select(c => c.Hidden)));
    }

    [TestMethod]
    public async Task What_does_not_compile_has_no_cases()
    {
        await SandboxFixture.NeedsAsync("c");
        var result = await RunAsync(SandboxFixture.Program("c", "int main(") with { Tests = [new("a", "", "")] });
        Assert.AreEqual(Verdict.CompileError, result.Status);
        Assert.IsEmpty(result.Cases!);
        Assert.Contains("main.c:1", result.Compile!.Output, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Stop_ends_the_case_and_those_after_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var request = Python("import time\nif input() == 'wait': time.sleep(60)") with { Tests = [new("1", "go\n", ""), new("2", "wait\n", ""), new("3", "go\n", "")] };
        var result = await Sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask, async (_, _) => await stop.CancelAsync()), stop.Token);
        Assert.AreEqual(Verdict.Cancelled, result.Status);
        Assert.AreEqual("ok", result.Cases![0].Status);
        Assert.IsLessThan(3, result.Cases.Count);
    }

    private static SandboxRequest Python(string text) => SandboxFixture.Program("python", text);

    private Task<SandboxResult> RunAsync(SandboxRequest request) => Sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);

    private Talk Start(string text, TerminalSize? terminal = null) => new(Sandbox, Python(text) with { Terminal = terminal }, TestContext.CancellationToken);

    private async Task<(SandboxResult Result, List<int> Told)> RunCasesAsync(string text, params TestCase[] tests)
    {
        var told = new List<int>();
        var result = await Sandbox.RunAsync(Python(text) with { Tests = tests }, new SandboxTalk(
            chunk => throw new InvalidOperationException($"{chunk} was streamed."),
            (index, one) =>
            {
                Assert.AreEqual(tests[index].Name, one.Name);
                told.Add(index);
                return ValueTask.CompletedTask;
            }), TestContext.CancellationToken);
        return (result, told);
    }
}

[TestClass]
public sealed class ModeATests : SandboxContract
{
    private protected override Task<ISandbox> SandboxAsync(CancellationToken cancellationToken) => SandboxFixture.OfModeAsync("A");
}

[TestClass]
public sealed class ModeCTests : SandboxContract
{
    private protected override Task<ISandbox> SandboxAsync(CancellationToken cancellationToken) => SandboxFixture.OfModeAsync("C");
}

[TestClass]
public sealed class ModeBTests : SandboxContract
{
    private protected override Task<ISandbox> SandboxAsync(CancellationToken cancellationToken) => SandboxFixture.OfModeAsync("B");
}
