using System.Diagnostics;
using CodeMeet.Execution.Hosted;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>A sandbox host where namespaces and mounts really are refused (container.c), so in mode C with nothing but folders: contract and attacks.</summary>
[TestClass]
public sealed class ContainerTests : SandboxContract
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static HostedSandbox? s_sandbox;

    public static IEnumerable<object[]> Attacks()
        => from attack in Attack.All
           where attack.HoldsIn("C") && attack is { WeakInContainer: null, Needs: "" } && (Soak.IsOn || attack.Modes.Contains("B", StringComparer.Ordinal))
           select new object[] { attack.Language, attack.Name };

    [TestMethod]
    public async Task It_finds_its_mode_by_itself_and_says_what_is_weak()
    {
        var status = await (await SandboxAsync(TestContext.CancellationToken)).GetStatusAsync(TestContext.CancellationToken);
        Assert.AreEqual("C", status.Mode, string.Join(' ', status.Reasons));
        Assert.IsGreaterThan(4, status.Weaknesses.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Attacks))]
    public async Task X1_X2_X4_attack_is_contained(string language, string name)
    {
        await SandboxFixture.NeedsAsync(language);
        var attack = Attack.Find(language, name);
        using var host = new Host();
        await AttackRun.ContainedAsync(await SandboxAsync(TestContext.CancellationToken), attack, host, TestContext.CancellationToken);
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task X1_nothing_persists_from_run_to_run()
    {
        using var host = new Host();
        var sandbox = await SandboxAsync(TestContext.CancellationToken);
        for (var i = 0; i < 2; i++)
            await AttackRun.ContainedAsync(sandbox, Attack.Find("python", "persist"), host, TestContext.CancellationToken);
    }

    private protected override async Task<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        if (!SandboxFixture.IsRoot)
            Assert.Inconclusive("Mode C needs root.");
        await Starting.WaitAsync(cancellationToken);
        try
        {
            return s_sandbox ??= await StartAsync(cancellationToken);
        }
        finally
        {
            Starting.Release();
        }
    }

    private static async Task<HostedSandbox> StartAsync(CancellationToken cancellationToken)
    {
        // Out of the way of what the container has of its own: /work, where a clone may lie, and /tmp.
        var folder = Directory.CreateDirectory($"/var/tmp/codemeet-container-{Guid.NewGuid():N}").FullName;
        AtEnd.Stop(() =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
        await RunAsync("/usr/bin/cp", "-r", Path.GetDirectoryName(HostProcess.App)!, Path.Combine(folder, "app"));
        await RunAsync(AgentBinary.Compilers.First(File.Exists), "-O2", "-o", Path.Combine(folder, "container"), Path.Combine(SandboxFixture.Root, "tests", "Execution", "Hosted", "container.c"));
        if (Directory.Exists(SandboxFixture.Options(null).Toolchains))
            await RunAsync("/usr/bin/cp", "-r", SandboxFixture.Options(null).Toolchains, Path.Combine(folder, "toolchains"));
        var host = await HostProcess.StartInContainerAsync(folder, cancellationToken);
        AtEnd.Stop(async () => await host.DisposeAsync());
        return new HostedSandbox(new HostClient(host.Options, TimeProvider.System), host.Options, TimeProvider.System, NullLogger<HostedSandbox>.Instance);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}");
    }
}
