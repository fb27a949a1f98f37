using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Programs that people type into, with a terminal and without.</summary>
[TestClass]
public sealed class InteractiveTests
{
    private const string GuessInC = """
        #include <stdio.h>
        int main(void) {
            int guess;
            for (;;) {
                printf("Your guess? ");
                if (scanf("%d", &guess) != 1) return 1;
                if (guess == 42) { puts("Right!"); return 0; }
                puts(guess < 42 ? "Too low" : "Too high");
            }
        }
        """;

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Modes() => SandboxFixture.Modes.Select(m => new object[] { m });

    public static IEnumerable<object[]> Guessing() => from mode in SandboxFixture.Modes from language in new[] { "python", "c" } select new object[] { language, mode };

    [TestMethod]
    [DynamicData(nameof(Guessing))]
    public async Task A_game_is_played_in_a_terminal_prompts_first(string language, string mode)
    {
        await SandboxFixture.NeedsAsync(language);
        using var talk = Start(mode, language is "python" ? Talk.GuessInPython : GuessInC, language);
        await talk.SeeAsync("Your guess? ");
        talk.Type("50\n");
        await talk.SeeAsync("Too high\nYour guess? ");
        talk.Type("7\n");
        await talk.SeeAsync("Too low\nYour guess? ");
        talk.Type("42\n");
        var result = await talk.Result;
        Assert.AreEqual(Verdict.Ok, result.Status, result.ToString());
        var first = language is "python" ? "True True True\n" : "";
        Assert.AreEqual($"{first}Your guess? <50\n>Too high\nYour guess? <7\n>Too low\nYour guess? <42\n>Right!\n", talk.Transcript);
        Assert.AreEqual($"{first}Your guess? Too high\nYour guess? Too low\nYour guess? Right!\n", result.Stdout);
        Assert.AreEqual("", result.Stderr);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task The_end_of_input_reaches_a_terminal_also_in_the_middle_of_a_line(string mode)
    {
        using var talk = Start(mode, "import sys\nprint('ready')\nprint(repr(sys.stdin.read()))");
        await talk.SeeAsync("ready\n");
        talk.Type("one\ntw");
        talk.EndInput();
        Assert.AreEqual("ready\n'one\\ntw'\n", (await talk.Result).Stdout);
    }

    [TestMethod]
    public async Task Control_characters_typed_into_a_terminal_mean_what_they_mean_there()
    {
        using var eof = Start(SandboxFixture.Modes[0], "import sys\nprint('ready')\nprint(repr(sys.stdin.read()))");
        await eof.SeeAsync("ready\n");
        eof.Type("line\n\u0004");
        Assert.AreEqual("ready\n'line\\n'\n", (await eof.Result).Stdout);

        using var interrupt = Start(SandboxFixture.Modes[0], "import time\ntry:\n    print('ready')\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')");
        await interrupt.SeeAsync("ready\n");
        interrupt.Type("\u0003");
        Assert.AreEqual("ready\ninterrupted\n", (await interrupt.Result).Stdout);

        using var erase = Start(SandboxFixture.Modes[0], "print(repr(input('? ')))");
        await erase.SeeAsync("? ");
        erase.Type("caf\u00E9\u007Fe\n");
        Assert.AreEqual("? 'cafe'\n", (await erase.Result).Stdout);
    }

    [TestMethod]
    public async Task A_terminal_has_the_size_that_was_asked_for_and_names_its_kind()
    {
        using var talk = Start(SandboxFixture.Modes[0], "import os\nprint(os.get_terminal_size(), os.environ['TERM'], os.ttyname(0), os.tcgetpgrp(0) == os.getpgrp())");
        Assert.AreEqual("os.terminal_size(columns=80, lines=24) xterm-256color /dev/pts/0 True\n", (await talk.Result).Stdout);
    }

    [TestMethod]
    public async Task A_shell_in_a_terminal_has_job_control()
    {
        await SandboxFixture.NeedsAsync("python");
        using var talk = Start(SandboxFixture.Modes[0], "import os\nos.execv('/bin/bash', ['bash', '--norc', '-i'])");
        await talk.SeeAsync("$ ");
        talk.Type("sleep 50 &\n");
        await talk.SeeAsync("[1] ");
        talk.Type("jobs; exit\n");
        await talk.SeeAsync("Running");
        Assert.AreEqual(Verdict.Ok, (await talk.Result).Status);
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task Everything_printed_to_a_terminal_arrives_whatever_the_end(string mode)
    {
        using var talk = Start(mode, "import os\nos.write(1, b'x' * 200_000 + b'end')\nos._exit(3)");
        var result = await talk.Result;
        Assert.AreEqual($"3 {new string('x', 200_000)}end", $"{result.ExitCode} {result.Stdout}");
    }

    [TestMethod]
    public async Task A_program_that_closes_its_terminal_and_goes_on_is_waited_for()
    {
        using var talk = Start(SandboxFixture.Modes[0], "import os, time\nos.close(0); os.close(1); os.close(2)\ntime.sleep(0.3)\nos.write(os.open('/dev/tty', os.O_RDWR), b'back')\nos._exit(5)");
        var result = await talk.Result;
        Assert.AreEqual("5 back", $"{result.ExitCode} {result.Stdout}");
        Assert.IsLessThan(250, result.CpuMs!.Value, "Nobody spins meanwhile.");
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task A_flood_into_a_terminal_is_the_output_limit(string mode)
    {
        using var talk = Start(mode, "while True: print('y' * 1000)");
        var result = await talk.Result;
        Assert.AreEqual((Verdict.OutputLimit, LimitNames.Output, true), (result.Status, result.LimitHit, result.StdoutTruncated));
    }

    [TestMethod]
    public async Task Silence_ends_an_interactive_run()
    {
        // The agent's clock is the real one; a stage with a shorter limit stands for the 90 s.
        Assert.AreEqual(InteractiveLimits.IdleMs, Plan().Run(isInteractive: true, byHost: false).Limits.IdleMs);
        Assert.AreEqual(0, Plan().Run(isInteractive: false, byHost: false).Limits.IdleMs);
        var (report, said) = await AgentStages.RunAsync(
            new AgentStage(StageFlags.Terminal, ["/bin/bash", "-c", "for i in 1 2 3; do sleep 0.2; echo $i; done; read"], [], new StageLimits(30_000, 5000, 4096, IdleMs: 500), Talk.Size),
            TestContext.CancellationToken);
        Assert.AreEqual((AgentLimit.Idle, "1\n2\n3\n"), (report.Limit, said));
    }

    [TestMethod]
    public void An_interactive_run_may_take_minutes_unless_it_asks_for_less()
    {
        Assert.AreEqual(InteractiveLimits.WallMs, Plan(wallMs: InteractiveLimits.WallMs).Run(isInteractive: true, byHost: false).Limits.WallMs);
    }

    [TestMethod]
    public async Task An_interactive_run_keeps_a_wall_limit_that_was_asked_for()
    {
        using var talk = new Talk(SandboxFixture.Mode(SandboxFixture.Modes[0]), SandboxFixture.Program("python", "input()", new RequestedLimits(WallMs: 300)) with { Terminal = Talk.Size }, TestContext.CancellationToken);
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.Wall), ((await talk.Result).Status, (await talk.Result).LimitHit));
    }

    [TestMethod]
    public async Task Runs_that_wait_for_people_do_not_hold_up_others()
    {
        var waiting = Enumerable.Range(0, 4).Select(_ => Start(SandboxFixture.Modes[0], "input('? ')")).ToList();
        foreach (var talk in waiting)
            await talk.SeeAsync("? ");
        var result = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], SandboxFixture.Program("python", "print(1)"), TestContext.CancellationToken);
        Assert.AreEqual("1\n", result.Stdout);
        foreach (var talk in waiting)
        {
            talk.EndInput();
            Assert.AreEqual(1, (await talk.Result).ExitCode, "EOFError");
            talk.Dispose();
        }
    }

    private static StagePlan Plan(int wallMs = 1000)
    {
        var python = SandboxFixture.Languages.Find("python")!;
        return new StagePlan(python, SandboxFixture.Program("python", ""), python.Limits with { WallMs = wallMs }, hasGroup: true);
    }

    private Talk Start(string mode, string text, string language = "python")
        => new(SandboxFixture.Mode(mode), SandboxFixture.Program(language, text) with { Terminal = Talk.Size }, TestContext.CancellationToken);

    private Talk Start(string mode, string text, TerminalSize? terminal)
        => new(SandboxFixture.Mode(mode), SandboxFixture.Program("python", text) with { Terminal = terminal }, TestContext.CancellationToken);
}
