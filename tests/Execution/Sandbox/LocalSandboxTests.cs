using System.Diagnostics;
using CodeMeet.Execution;
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
        await using var nowhere = new LocalSandbox(SandboxFixture.Options("A") with { DataDirectory = "/proc/nowhere" }, SandboxFixture.Languages, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LocalSandbox>.Instance);
        var status = await nowhere.GetStatusAsync(TestContext.CancellationToken);
        Assert.IsFalse(status.Available);
        Assert.IsGreaterThan(0, status.Reasons.Count);
        var result = await nowhere.RunAsync(SandboxFixture.Program("python", "print(1)"), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
        Assert.AreEqual(Verdict.InfraError, result.Status);
        Assert.AreEqual("", result.Stdout);
    }

    /// <summary>As <c>./dev languages install</c> beside a running app: a JDK's configuration lies outside /usr.</summary>
    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task A_language_installed_while_the_service_runs_sees_its_mounts(string mode)
    {
        var folder = Directory.CreateTempSubdirectory("codemeet-installed-tests-");
        var mount = $"/var/tmp/codemeet-mount-{Guid.NewGuid():N}";
        try
        {
            var own = folder.CreateSubdirectory("late").FullName;
            var late = SandboxFixture.Languages.Find("python")! with { Aliases = [], Mounts = [mount], Warm = null };
            await File.WriteAllTextAsync(Path.Combine(own, "language.json"), System.Text.Json.JsonSerializer.Serialize(late, LanguageJson.Default.Language), TestContext.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(own, "starter.py"), "", TestContext.CancellationToken);
            using var languages = new Languages(folder.FullName, Path.Combine(folder.FullName, "none"));
            await using var sandbox = new LocalSandbox(SandboxFixture.Options(mode) with { Pool = true }, languages, TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<LocalSandbox>.Instance);
            var request = new SandboxRequest("late", [new SourceFile(late.FileName, $"print(open('{mount}/word').read())")]);
            Task<SandboxResult> RunAsync() => sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);
            Assert.AreEqual(Verdict.RuntimeError, (await RunAsync()).Status);
            // One that was made before is not given to a run after it.
            var pool = (await sandbox.GetStatusAsync(TestContext.CancellationToken)).Pool;
            for (var until = DateTime.UtcNow.AddSeconds(60); pool is { Ready: 0 } && DateTime.UtcNow < until; pool = (await sandbox.GetStatusAsync(TestContext.CancellationToken)).Pool)
                await Task.Delay(20, TestContext.CancellationToken);

            Directory.CreateDirectory(mount);
            await File.WriteAllTextAsync(Path.Combine(mount, "word"), "installed", TestContext.CancellationToken);

            var result = await RunAsync();
            Assert.AreEqual((Verdict.Ok, "installed\n"), (result.Status, result.Stdout), result.Stderr);
        }
        finally
        {
            folder.Delete(recursive: true);
            if (Directory.Exists(mount))
                Directory.Delete(mount, recursive: true);
        }
    }

    [TestMethod]
    public async Task Control_groups_that_a_killed_service_left_are_swept_at_start_and_no_others()
    {
        if (!SandboxFixture.IsRoot)
            Assert.Inconclusive("Control groups need root.");
        // Far up in the fixture's range, where no run of these tests gets.
        var (left, held, alive) = (SandboxFixture.FirstUid + 900, SandboxFixture.FirstUid + 901, SandboxFixture.FirstUid + 902);
        var made = (from uid in new[] { left, held, alive } from parent in ControlGroupRoot.Find().Parents select Directory.CreateDirectory(Path.Combine(parent, $"codemeet-{uid}"))).ToList();
        using var inside = Process.Start("/bin/sleep", "60");
        try
        {
            using var slot = Slot.TryTake(held);
            foreach (var group in made.Where(g => g.Name.EndsWith($"{alive}", StringComparison.Ordinal)))
                await File.WriteAllTextAsync(Path.Combine(group.FullName, "cgroup.procs"), $"{inside.Id}", TestContext.CancellationToken);

            await using var sandbox = SandboxFixture.Create("A");
            Assert.AreEqual("A", (await sandbox.GetStatusAsync(TestContext.CancellationToken)).Mode);

            string[] expected = [.. made.Where(g => !g.Name.EndsWith($"{left}", StringComparison.Ordinal)).Select(g => g.FullName)];
            Assert.AreSequenceEqual(expected, made.Where(g => Directory.Exists(g.FullName)).Select(g => g.FullName));
        }
        finally
        {
            inside.Kill();
            await inside.WaitForExitAsync(CancellationToken.None);
            foreach (var group in made.Where(g => Directory.Exists(g.FullName)))
                group.Delete();
        }
    }

    /// <summary>X1: what the kernel still tears down may take a moment, but not longer.</summary>
    internal static async Task NothingIsLeftAsync()
    {
        if (!SandboxFixture.IsRoot)
            return; // without slots there is no telling whose a process is
        await PollAsync(() => SandboxFixture.SlotProcesses().Count == 0 && SandboxFixture.SlotGroups().Count == 0,
            () => $"nothing to be left, but there is {string.Join("; ", SandboxFixture.SlotProcesses().Concat(SandboxFixture.SlotGroups()))}");
    }

    internal static async Task PollAsync(Func<bool> reached, Func<string> what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!reached())
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, $"Waited 60 s for {what()}.");
            await Task.Delay(20);
        }
    }
}
