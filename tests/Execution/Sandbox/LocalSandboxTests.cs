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
