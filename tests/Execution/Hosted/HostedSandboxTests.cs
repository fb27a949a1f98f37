using CodeMeet.Execution.Hosted;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>The contract over HTTP, and what only a line can do: break, fall silent, refuse.</summary>
[TestClass]
public sealed class HostedSandboxTests : SandboxContract
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static HostProcess? s_host;
    private static HostedSandbox? s_sandbox;

    [TestMethod]
    public async Task A_host_that_dies_ends_its_runs_as_our_failure()
    {
        await using var host = await HostProcess.StartAsync(TestContext.CancellationToken);
        using var client = new HostClient(host.Options, TimeProvider.System);
        var sandbox = Sandbox(client, host.Options);
        var result = await sandbox.RunAsync(
            SandboxFixture.Program("python", "print('x', flush=True)\nimport time; time.sleep(60)"), new SandboxTalk(async _ => await host.KillAsync()), TestContext.CancellationToken);
        Assert.AreEqual(Verdict.InfraError, result.Status);
        Assert.IsNotNull(result.Fault);
        await LocalSandboxTests.PollAsync(() => SandboxFixture.SlotProcesses().Count == 0, () => "its processes to be gone");

        Assert.AreEqual(Verdict.InfraError, (await sandbox.RunAsync(SandboxFixture.Program("python", "print(1)"), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken)).Status);
        var status = await sandbox.GetStatusAsync(TestContext.CancellationToken);
        Assert.AreEqual((false, "host"), (status.Available, status.Adapter));
        Assert.HasCount(1, status.Reasons);
    }

    [TestMethod]
    public async Task A_host_that_falls_silent_leaves_no_run_hanging()
    {
        await using var silent = await SilentHost.StartAsync(TestContext.CancellationToken);
        var clock = new HastyClock();
        using var client = new HostClient(silent.Options, clock);
        var seen = "";
        var result = await Sandbox(client, silent.Options, clock).RunAsync(SandboxFixture.Program("python", ""), new SandboxTalk(chunk =>
        {
            seen += chunk.Text;
            return ValueTask.CompletedTask;
        }), TestContext.CancellationToken);
        Assert.AreEqual((Verdict.InfraError, "x"), (result.Status, seen));
    }

    [TestMethod]
    public async Task A_stop_that_the_host_does_not_heed_ends_the_wait_all_the_same()
    {
        await using var silent = await SilentHost.StartAsync(TestContext.CancellationToken);
        var clock = new HastyClock();
        using var client = new HostClient(silent.Options, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var run = Sandbox(client, silent.Options, clock).RunAsync(SandboxFixture.Program("python", ""), new SandboxTalk(async _ => await stop.CancelAsync()), stop.Token);
        await silent.Cancelled.WaitAsync(TestContext.CancellationToken);
        Assert.AreEqual(Verdict.InfraError, (await run).Status);
    }

    [TestMethod]
    public async Task A_wrong_key_and_a_host_that_is_none_are_told_to_the_operator()
    {
        var host = await HostAsync(TestContext.CancellationToken);
        var options = HostedOptions.From(HostProcess.Settings(("Execution:Host", host.Url.ToString()), (HostKey.Setting, new string('x', 40))))!;
        using var client = new HostClient(options, TimeProvider.System);
        var status = await Sandbox(client, options).GetStatusAsync(TestContext.CancellationToken);
        Assert.IsFalse(status.Available);
        Assert.Contains(HostKey.Setting, status.Reasons[0], StringComparison.Ordinal);
        Assert.AreEqual(Verdict.InfraError, (await Sandbox(client, options).RunAsync(SandboxFixture.Program("python", ""), new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken)).Status);
    }

    [TestMethod]
    public async Task Status_and_toolchains_are_the_hosts()
    {
        var host = await HostAsync(TestContext.CancellationToken);
        using var client = new HostClient(host.Options, TimeProvider.System);
        var status = await Sandbox(client, host.Options).GetStatusAsync(TestContext.CancellationToken);
        Assert.AreEqual((true, "host", SandboxFixture.Modes[0]), (status.Available, status.Adapter, status.Mode), string.Join(' ', status.Reasons));
        var python = SandboxFixture.Languages.Find("python")!;
        Assert.AreEqual(await SandboxFixture.Languages.VersionAsync(python), await client.VersionAsync(python));
        Assert.IsNull(await client.VersionAsync(python with { Id = "klingon" }));
    }

    [TestMethod]
    public void Every_room_has_a_session_of_its_own_that_nobody_can_name()
    {
        var options = HostedOptions.From(HostProcess.Settings(("Execution:Host", "https://pool.example/sub"), (HostKey.Setting, HostProcess.Key), ("Execution:HostSessions", "true")))!;
        var one = options.Address("runs", "room-1").ToString();
        Assert.MatchesRegex("^https://pool\\.example/sub/runs\\?identifier=[0-9a-f]{64}$", one);
        Assert.AreEqual(one, options.Address("runs", "room-1").ToString());
        Assert.AreNotEqual(one, options.Address("runs", "room-2").ToString());
        var other = HostedOptions.From(HostProcess.Settings(("Execution:Host", "https://pool.example/sub"), (HostKey.Setting, HostProcess.Key + "!"), ("Execution:HostSessions", "true")))!;
        Assert.AreNotEqual(one, other.Address("runs", "room-1").ToString());
        Assert.AreEqual("https://pool.example/sub/runs", (options with { Credential = null }).Address("runs", "room-1").ToString());
    }

    [TestMethod]
    public void A_host_needs_an_address_and_a_key()
    {
        Assert.IsNull(HostedOptions.From(HostProcess.Settings()));
        Assert.ThrowsExactly<InvalidOperationException>(() => HostedOptions.From(HostProcess.Settings(("Execution:Host", "http://h"))));
        Assert.ThrowsExactly<InvalidOperationException>(() => HostedOptions.From(HostProcess.Settings(("Execution:Host", "http://h"), (HostKey.Setting, "short"))));
        Assert.ThrowsExactly<InvalidOperationException>(() => HostedOptions.From(HostProcess.Settings(("Execution:Host", "nonsense"), (HostKey.Setting, HostProcess.Key))));
    }

    private protected override async Task<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        var host = await HostAsync(cancellationToken);
        return s_sandbox ??= Sandbox(new HostClient(host.Options, TimeProvider.System), host.Options);
    }

    private static HostedSandbox Sandbox(HostClient client, HostedOptions options, TimeProvider? time = null)
        => new(client, options, time ?? TimeProvider.System, NullLogger<HostedSandbox>.Instance);

    private static async Task<HostProcess> HostAsync(CancellationToken cancellationToken)
    {
        await Starting.WaitAsync(cancellationToken);
        try
        {
            if (s_host is null)
            {
                s_host = await HostProcess.StartAsync(cancellationToken);
                AtEnd.Stop(async () => await s_host.DisposeAsync());
            }

            return s_host;
        }
        finally
        {
            Starting.Release();
        }
    }
}
