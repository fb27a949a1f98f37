using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution;

/// <summary>The app as a real process that is killed while it executes a run.</summary>
[TestClass]
public sealed class KilledRunTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task X1_kill_9_leaves_no_process_and_the_run_is_tried_once_more_then_ends()
    {
        await SandboxFixture.NeedsAsync("python");
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Data:Directory"] = data.Path,
            ["Execution:FirstUid"] = $"{SandboxFixture.FirstAppUid}",
            ["Execution:Lease"] = "00:00:04",
            ["Triggers:Visibility"] = "00:00:06",
        };
        if (Environment.GetEnvironmentVariable("Execution__Toolchains") is null)
        {
            settings["Execution:Toolchains"] = SandboxFixture.Options(null).Toolchains;
        }

        var mark = $"mark-{Guid.NewGuid():N}";
        Person host;
        string id;
        await using (var first = await AppProcess.StartAsync(settings, Ct))
        {
            host = await Person.CreateAsync(first.Http, cancellationToken: Ct);
            id = await RunCalls.StartAsync(host, RunCalls.Program("import time; print('here', flush=True); time.sleep(600)", args: [mark]), Ct);
            await PrintedAsync(host, id);
            Assert.IsNotEmpty(RunCalls.Processes(mark));
            Assert.AreEqual(1, (int?)(await RunCalls.GetAsync(host, id, Ct))["attempt"]);
            await first.KillAsync(Ct);
            await NobodyAsync(mark);
        }

        await using (var second = await AppProcess.StartAsync(settings, Ct))
        {
            var there = new Person(second.Http, host.Entry) { Token = host.Token };
            await using var ear = await HubEar.OpenAsync(second.Http.BaseAddress!, host.Token, Ct);
            var again = await RunCalls.ToldAsync(ear, id, run => (string?)run["status"] is "running", Ct);
            Assert.AreEqual(2, (int?)again["attempt"], "everybody sees that it was begun anew");
            await PrintedAsync(there, id);
            Assert.IsGreaterThan((int)again["outputSeq"]!, (int)(await RunCalls.GetAsync(there, id, Ct))["outputSeq"]!);
            await second.KillAsync(Ct);
            await NobodyAsync(mark);
        }

        await using var last = await AppProcess.StartAsync(settings, Ct);
        host = new Person(last.Http, host.Entry) { Token = host.Token };
        await RunCalls.UntilAsync(async () => (await RunCalls.GetAsync(host, id, Ct))["finishedAt"] is not null, Ct);
        var ended = await RunCalls.GetAsync(host, id, Ct);
        Assert.AreEqual(("infra_error", 2), ((string?)ended["status"], (int?)ended["attempt"]));
        Assert.Contains("stopped before", (string)ended["stderr"]!, StringComparison.Ordinal);
        Assert.IsEmpty(RunCalls.Processes(mark));

        // The room goes on.
        var next = await RunCalls.StartAsync(host, RunCalls.Program("print(1)"), Ct);
        await RunCalls.UntilAsync(async () => (string?)(await RunCalls.GetAsync(host, next, Ct))["status"] is "ok", Ct);
    }

    private Task PrintedAsync(Person who, string runId) => RunCalls.UntilAsync(async () => (string?)(await RunCalls.GetAsync(who, runId, Ct))["stdout"] is "here\n", Ct);

    private Task NobodyAsync(string mark) => RunCalls.UntilAsync(() => Task.FromResult(RunCalls.Processes(mark).Count == 0), Ct);
}
