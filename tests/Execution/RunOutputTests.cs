using System.Text.Json.Nodes;
using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution;

/// <summary>What people see of a program while it runs: as it comes, and when they come late.</summary>
[TestClass]
public sealed class RunOutputTests
{
    private const string PrintsAndSleeps = "import time; print('here', flush=True); time.sleep(60)";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_second_person_sees_output_before_the_program_ends()
    {
        await SandboxFixture.NeedsAsync("python");
        var app = await RunCalls.AppAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        var other = await host.LetInAsync(cancellationToken: Ct);
        await using var ear = await HubEar.OpenAsync(app.Url, other.Token, Ct);

        var id = await RunCalls.StartAsync(host, RunCalls.Program(PrintsAndSleeps), Ct);
        await RunCalls.HeardAsync(ear, id, "here\n", Ct);

        Assert.AreEqual("running", (string?)(await RunCalls.GetAsync(other, id, Ct))["status"]);
        Assert.IsEmpty(RunCalls.Told(ear, id).Where(run => (string?)run["status"] is not ("queued" or "running")));
        await RunCalls.CancelAsync(other, id, Ct);
        await RunCalls.ToldAsync(ear, id, "cancelled", Ct);
    }

    [TestMethod]
    public async Task Whoever_comes_late_gets_the_output_so_far_and_the_rest_by_events()
    {
        await SandboxFixture.NeedsAsync("python");
        var app = await RunCalls.AppAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        await using var early = await HubEar.OpenAsync(app.Url, host.Token, Ct);
        var id = await RunCalls.StartAsync(host, RunCalls.Program("""
            import sys, time
            for i in range(40):
                print(i, flush=True)
                print(-i, file=sys.stderr, flush=True)
                time.sleep(0.05)
            """), Ct);
        await RunCalls.HeardAsync(early, id, "9\n", Ct);

        var guest = await host.LetInAsync(cancellationToken: Ct);
        await using var late = await HubEar.OpenAsync(app.Url, guest.Token, Ct);
        var soFar = await RunCalls.GetAsync(guest, id, Ct);
        var ended = await RunCalls.ToldAsync(late, id, "ok", Ct);

        Assert.AreEqual("running", (string?)soFar["status"]);
        Assert.StartsWith("0\n1\n2\n", (string?)soFar["stdout"]!);
        Assert.AreEqual(ended["stdout"]!.ToString(), Merge(soFar, late, id, "stdout"));
        Assert.AreEqual(ended["stderr"]!.ToString(), Merge(soFar, late, id, "stderr"));
    }

    [TestMethod]
    public async Task Another_instance_knows_the_output_so_far_too()
    {
        await SandboxFixture.NeedsAsync("python");
        using var data = new TemporaryFolder();
        await using var one = await App.StartAsync(null, data.Path, RunCalls.FirstUid);
        await using var two = await App.StartAsync(null, data.Path, RunCalls.FirstUid);
        var host = await Person.CreateAsync(one.Http, cancellationToken: Ct);
        var id = await RunCalls.StartAsync(host, RunCalls.Program(PrintsAndSleeps), Ct);

        // Either may have taken the run.
        foreach (var instance in new[] { one, two })
        {
            var there = new Person(instance.Http, host.Entry) { Token = host.Token };
            await RunCalls.UntilAsync(async () => await RunCalls.GetAsync(there, id, Ct) is var run && (string?)run["stdout"] is "here\n" && (int?)run["outputSeq"] > 0, Ct);
        }

        await RunCalls.CancelAsync(host, id, Ct);
        await RunCalls.EndedAsync(host, id, Ct);
        var ended = await RunCalls.GetAsync(host, id, Ct);
        Assert.AreEqual(("cancelled", "here\n"), ((string?)ended["status"], (string?)ended["stdout"]));
    }

    /// <summary>As a page merges: what it read, then the events after that.</summary>
    private static string Merge(JsonObject soFar, HubEar ear, string runId, string stream) => (string?)soFar[stream] + string.Concat(ear.Events("output")
        .Where(o => string.Equals((string?)o["runId"], runId, StringComparison.Ordinal) && (int)o["seq"]! > (int)soFar["outputSeq"]!)
        .OrderBy(o => (int)o["seq"]!)
        .Where(o => string.Equals((string?)o["stream"], stream, StringComparison.Ordinal))
        .Select(o => (string?)o["text"]));
}
