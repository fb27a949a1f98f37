using System.Diagnostics;
using System.Text.Json;
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
        => from attack in Attack.All()
           from mode in SandboxFixture.Modes
           where Soak.IsOn || attack.Modes.Contains(mode, StringComparer.Ordinal)
           select new object[] { attack.Language, attack.Name, mode };

    /// <summary>Harmless programs of the corpus that show, run bare, what they would get.</summary>
    public static IEnumerable<object[]> Biting() => [["secrets"], ["network"], ["unix_sockets"], ["daemon"], ["socket_families"]];

    [TestInitialize]
    public Task NeedsSandboxAsync() => SandboxFixture.NeedsAsync("python");

    [TestMethod]
    [DynamicData(nameof(Attacks))]
    public async Task X1_X2_X4_attack_is_contained(string language, string name, string mode)
    {
        await SandboxFixture.NeedsAsync(language);
        var attack = Attack.Find(language, name);
        using var host = new Host();
        var watch = Stopwatch.StartNew();

        var result = await SandboxFixture.RunAsync(mode, attack.Request(host), TestContext.CancellationToken);

        var limits = SandboxFixture.Languages.Find(language)!.Limits.Lower(attack.Limits);
        Assert.IsLessThan(TimeSpan.FromMilliseconds(limits.WallMs + limits.CompileWallMs) + Slack, watch.Elapsed, "The verdict came too late.");
        await IsContainedAsync(attack, host, result);
    }

    [TestMethod]
    [DataRow("A")]
    [DataRow("B")]
    public async Task X1_nothing_persists_from_run_to_run(string mode)
    {
        if (!SandboxFixture.Modes.Contains(mode))
            Assert.Inconclusive("Mode A needs root.");
        using var host = new Host();
        var attack = Attack.Find("python", "persist");
        for (var i = 0; i < 2; i++)
            await IsContainedAsync(attack, host, await SandboxFixture.RunAsync(mode, attack.Request(host), TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow("A")]
    [DataRow("B")]
    public async Task X3_two_runs_at_once_cannot_meet(string mode)
    {
        if (!SandboxFixture.Modes.Contains(mode))
            Assert.Inconclusive("Mode A needs root.");
        using var host = new Host();
        var attack = Attack.Find("python", "rendezvous");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SandboxFixture.RunAsync(mode, attack.Request(host), TestContext.CancellationToken)));
        foreach (var result in both)
            await IsContainedAsync(attack, host, result);
    }

    [TestMethod]
    public async Task X3_a_fork_bomb_next_door_changes_no_verdict()
    {
        var mode = SandboxFixture.Modes[0];
        using var host = new Host();
        var bomb = SandboxFixture.RunAsync(mode, Attack.Find("python", "fork_bomb").Request(host), TestContext.CancellationToken);
        var neighbour = await SandboxFixture.RunAsync(mode, SandboxFixture.Program("python", "print(sum(range(100_000)))"), TestContext.CancellationToken);
        Assert.AreEqual("ok:4999950000\n", $"{neighbour.Status}:{neighbour.Stdout}", neighbour.Stderr + neighbour.Fault);
        Assert.AreEqual(Verdict.TimeLimit, (await bomb).Status);
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

    private static async Task IsContainedAsync(Attack attack, Host host, SandboxResult result)
    {
        var all = JsonSerializer.Serialize(result, SandboxJson.Default.SandboxResult) + result.Fault;
        var shown = all[..Math.Min(all.Length, 3000)];
        Assert.DoesNotContain("BREACH", result.Stdout + result.Stderr, StringComparison.Ordinal, shown);
        Assert.DoesNotContain(host.Secret, all, StringComparison.Ordinal, "The secret came out.");
        Assert.Contains(result.Status, attack.Expect, shown);
        Assert.IsNull(host.Touched());
        await LocalSandboxTests.NothingIsLeftAsync();
    }
}
