using System.Diagnostics;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>X1–X4 against programs that mean harm: what must not have happened is looked at from outside, and the verdict must be honest.</summary>
[TestClass]
public sealed class AttackTests
{
    /// <summary>X2 with room for a machine that builds something else at the same time.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Attacks()
        => from attack in Attack.All
           from mode in SandboxFixture.Modes
           where attack.HoldsIn(mode) && (Soak.IsOn || attack.Modes.Contains(mode is "C" ? "B" : mode, StringComparer.Ordinal))
           select new object[] { attack.Language, attack.Name, mode };

    public static IEnumerable<object[]> Modes() => SandboxFixture.Modes.Select(m => new object[] { m });

    public static IEnumerable<object[]> ModesWithPool() => SandboxFixture.Modes.Where(m => m is not "C").Select(m => new object[] { m });

    /// <summary>Harmless programs of the corpus that show, run bare, what they would get.</summary>
    public static IEnumerable<object[]> Biting() => [["secrets"], ["network"], ["unix_sockets"], ["daemon"], ["socket_families"]];

    [TestInitialize]
    public Task NeedsSandboxAsync() => SandboxFixture.NeedsAsync("python");

    [TestMethod]
    public void The_corpus_has_every_kind_of_attack_and_runs_each_kind_every_time()
    {
        string[] kinds =
        [
            "cases", "compile", "daemons", "disk", "forgery", "host", "kernel", "links", "meeting", "memory", "namespaces", "output", "persistence", "processes", "secrets", "signals",
            "sockets", "terminal",
        ];
        CollectionAssert.AreEqual(kinds, Attack.All.Select(a => a.About).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
        CollectionAssert.IsSubsetOf(kinds, Attack.All.Where(a => a.Modes is not [""]).Select(a => a.About).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Attacks))]
    public async Task X1_X2_X4_attack_is_contained(string language, string name, string mode)
    {
        await SandboxFixture.NeedsAsync(language);
        var attack = Attack.Find(language, name);
        using var host = new Host();
        var watch = Stopwatch.StartNew();

        await AttackRun.ContainedAsync(SandboxFixture.Mode(mode), attack, host, TestContext.CancellationToken);

        var limits = SandboxFixture.Languages.Find(language)!.Limits.Lower(attack.Limits);
        Assert.IsLessThan(TimeSpan.FromMilliseconds(limits.WallMs + limits.CompileWallMs) + Slack, watch.Elapsed, "The verdict came too late.");
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task X1_nothing_persists_from_run_to_run(string mode)
    {
        using var host = new Host();
        for (var i = 0; i < 2; i++)
            await AttackRun.ContainedAsync(SandboxFixture.Mode(mode), Attack.Find("python", "persist"), host, TestContext.CancellationToken);
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task X3_two_runs_at_once_cannot_meet(string mode)
    {
        using var host = new Host();
        foreach (var attack in Attack.All.Where(a => a.About is "meeting" && a.HoldsIn(mode)))
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AttackRun.ContainedAsync(SandboxFixture.Mode(mode), attack, host, TestContext.CancellationToken)));
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task X3_eight_attacks_at_once_are_contained_and_change_no_neighbours_verdict(string mode)
    {
        var attacks = new Queue<Attack>();
        foreach (var attack in Attack.All.Where((a, i) => a.HoldsIn(mode) && (Soak.IsOn || (i % 5 == 0 && a.About is not "compile"))))
        {
            if (await SandboxFixture.Languages.VersionAsync(SandboxFixture.Languages.Find(attack.Language)!) is not null)
                attacks.Enqueue(attack);
        }

        // Places for all of them: eight attackers and two who mean well.
        await using var sandbox = new LocalSandbox(SandboxFixture.Options(mode) with { Parallel = 10 }, SandboxFixture.Languages, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LocalSandbox>.Instance);
        using var host = new Host();
        var attacking = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AttackAsync()));
        await Task.WhenAll(RunAsync("python", "print(sum(range(100_000)), input())"), RunAsync("c", "#include <stdio.h>\nint main(void) { char s[9]; scanf(\"%8s\", s); printf(\"4999950000 %s\\n\", s); }"));
        await attacking;
        await LocalSandboxTests.NothingIsLeftAsync();

        async Task AttackAsync()
        {
            while (Next() is { } attack)
                await AttackRun.ContainedAsync(sandbox, attack, host, TestContext.CancellationToken, slowed: true);
        }

        Attack? Next()
        {
            lock (attacks)
                return attacks.TryDequeue(out var attack) ? attack : null;
        }

        async Task RunAsync(string language, string text)
        {
            for (var i = 0; i == 0 || !attacking.IsCompleted; i++)
            {
                var result = await sandbox.RunAsync(SandboxFixture.Program(language, text, stdin: $"{i}\n"), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
                Assert.AreEqual($"ok:4999950000 {i}\n", $"{result.Status}:{result.Stdout}", result.Stderr + result.Compile?.Output + result.Fault);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task X2_a_run_whose_agent_stands_still_is_ended_from_outside(string mode)
    {
        var mark = $"mark-{Guid.NewGuid():N}";
        var result = await SandboxFixture.Mode(mode).RunAsync(
            SandboxFixture.Program("python", "import time; print('here', flush=True); time.sleep(60)", new RequestedLimits(WallMs: 5000)) with { Args = [mark] },
            new SandboxTalk(async _ =>
            {
                using var stop = Process.Start("/bin/kill", ["-STOP", $"{RunCalls.ParentOf(Assert.ContainsSingle(RunCalls.Processes(mark)))}"]);
                await stop.WaitForExitAsync(TestContext.CancellationToken);
            }),
            TestContext.CancellationToken);
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.Wall, null), (result.Status, result.LimitHit, result.WallMs), result.ToString());
        await LocalSandboxTests.NothingIsLeftAsync();
        Assert.IsEmpty(RunCalls.Processes(mark));
    }

    /// <summary>A host that has compiled the program lives in its process: what the program does to the host stays between the two of them, and the next run has another.</summary>
    [TestMethod]
    [DynamicData(nameof(ModesWithPool))]
    public async Task X1_X4_attacks_on_warm_hosts_are_contained(string mode)
    {
        await using var sandbox = new LocalSandbox(SandboxFixture.Options(mode) with { Pool = true }, SandboxFixture.Languages, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LocalSandbox>.Instance);
        using var host = new Host();
        foreach (var attack in Attack.All.Where(a => (Soak.IsOn || a.About is "host") && a.As is not "cases"))
        {
            var language = SandboxFixture.Languages.Find(attack.Language)!;
            if (language.Warm is null || await SandboxFixture.Languages.VersionAsync(language) is null)
                continue;
            if (!await IsWarmAsync())
                await sandbox.RunAsync(SandboxFixture.Program(language.Id, language.Starter), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
            var deadline = DateTime.UtcNow.AddMinutes(3);
            while (!await IsWarmAsync())
            {
                Assert.IsTrue(DateTime.UtcNow < deadline, $"Waited 3 min for a warm host of {language.Name}.");
                await Task.Delay(20, TestContext.CancellationToken);
            }

            await AttackRun.ContainedAsync(sandbox, attack, host, TestContext.CancellationToken);
            var next = await sandbox.RunAsync(SandboxFixture.Program(language.Id, language.Starter, stdin: "Ada\n"), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
            Assert.AreEqual("ok:Hello, Ada!\n", $"{next.Status}:{next.Stdout}", $"After {attack.Language}/{attack.Name}: {next}");

            async Task<bool> IsWarmAsync() => (await sandbox.GetStatusAsync(TestContext.CancellationToken)).Pool?.Warm.Contains(language.Id, StringComparer.Ordinal) is true;
        }
    }

    /// <summary>A corpus that finds nothing proves nothing: run bare, these reach what they look for.</summary>
    [TestMethod]
    [DynamicData(nameof(Biting))]
    public async Task The_corpus_bites_where_there_is_no_sandbox(string name)
    {
        using var host = new Host();
        var start = new ProcessStartInfo("/usr/bin/python3", ["-u", "-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(host.Fill(Attack.Find("python", name).Text));
        process.StandardInput.Close();
        var output = new System.Text.StringBuilder();
        while (!output.ToString().Contains("BREACH", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken) is { } line)
            output.AppendLine(line);
        process.Kill(entireProcessTree: true);
        Assert.Contains("BREACH", output.ToString(), StringComparison.Ordinal);
    }
}
