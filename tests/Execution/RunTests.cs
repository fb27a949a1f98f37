using System.Diagnostics;
using System.Text.Json.Nodes;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Storage;
using CodeMeet.Rooms;
using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Execution;

/// <summary>Runs of a room from the request to the verdict that everybody hears, on the real app with its real sandbox.</summary>
[TestClass]
public sealed class RunTests
{
    private static readonly Clock s_clock = new();
    private static App s_app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    private static RunStore Store => s_app.Services.GetRequiredService<RunStore>();

    private static TimeSpan Lease => s_app.Services.GetRequiredService<RunLease>().Time;

    private static ExecuteRun Execute => s_app.Services.GetRequiredService<ExecuteRun>();

    /// <summary>Uids of its own, beyond those of <see cref="SandboxFixture"/> in any process.</summary>
    [ClassInitialize]
    public static async Task StartAsync(TestContext _) =>
        s_app = await App.StartAsync(s_clock, null, RunCalls.FirstUid);

    [ClassCleanup]
    public static async Task StopAsync() => await s_app.DisposeAsync();

    [TestMethod]
    [DataRow("python", "print(6 * 7)", "ok", "42\n")]
    [DataRow("python", "print('so far'); raise SystemExit(3)", "runtime_error", "so far\n")]
    [DataRow("c", "int main(void) { return nothing; }", "compile_error", "")]
    [DataRow("c", "#include <stdio.h>\nint main(void) { puts(\"compiled\"); return 0; }", "ok", "compiled\n")]
    public async Task X_each_verdict_reaches_the_room(string language, string text, string verdict, string stdout)
    {
        await SandboxFixture.NeedsAsync(language);
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);

        var id = Id(await StartRunAsync(host, text, language));

        var told = await ToldAsync(ear, id, verdict);
        Assert.AreEqual(stdout, (string?)told["stdout"]);
        var kept = (await host.GetAsync($"runs/{id}", Ct)).Json["run"]!;
        Assert.AreEqual(verdict, (string?)kept["status"]);
        Assert.AreEqual(stdout, (string?)kept["stdout"]);
        Assert.AreEqual(verdict is "compile_error", ((string?)kept["compile"]?["output"] ?? "").Contains("nothing", StringComparison.Ordinal));
        Assert.AreEqual(stdout, string.Concat(ear.Events("output").Where(o => (string?)o["stream"] is "stdout").Select(o => (string?)o["text"])));
    }

    [TestMethod]
    public async Task A_run_without_an_entry_starts_with_the_first_file_in_its_language()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        var files = new object[] { new { path = "data.csv", text = "1,2" }, new { path = "solve.py", text = "print(open('data.csv').read())" }, new { path = "other.py", text = "" } };

        var started = await RunCalls.StartAsync(host, new { language = "python", files }, key: null, Ct);

        Assert.AreEqual("solve.py", (string?)started.Json["run"]!["entry"]);
        await EndedAsync(host, Id(started), "ok");
        Assert.AreEqual("1,2\n", (string?)(await host.GetAsync($"runs/{Id(started)}", Ct)).Json["run"]!["stdout"]);
    }

    [TestMethod]
    public async Task Two_starts_with_one_key_are_one_run()
    {
        var host = await HostAsync();
        await AddAsync(host); // Keeps the queue from moving.
        var first = Id(await StartRunAsync(host, key: "once"));
        Assert.AreEqual(first, Id(await StartRunAsync(host, key: "once")));
        Assert.AreNotEqual(first, Id(await StartRunAsync(host, key: "again")));
        Assert.HasCount(3, (await Store.QueueAsync(host.RoomId, Ct)).RunIds);
    }

    [TestMethod]
    public async Task A_repeated_start_gives_a_lost_turn_again()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        var id = (await AddAsync(host, key: "once")).Id;
        Assert.AreEqual(id, Id(await StartRunAsync(host, key: "once")));
        await EndedAsync(host, id, "ok");
    }

    [TestMethod]
    public async Task An_empty_key_is_none()
    {
        var host = await HostAsync();
        await AddAsync(host);
        Assert.AreNotEqual(Id(await StartRunAsync(host, key: "")), Id(await StartRunAsync(host, key: "")));
    }

    [TestMethod]
    public async Task A_fifth_run_is_RUN_QUEUE_FULL()
    {
        var host = await HostAsync();
        await AddAsync(host);
        for (var waiting = 1; waiting <= 3; waiting++)
        {
            Assert.AreEqual(waiting, (int)(await StartRunAsync(host)).Json["run"]!["queuePosition"]!);
        }

        (await RunCalls.SendAsync(host, Body(), null, Ct)).IsRefused(429, "RUN_QUEUE_FULL");
        Assert.HasCount(4, (await Store.QueueAsync(host.RoomId, Ct)).RunIds);
    }

    [TestMethod]
    public async Task Odd_args_are_400()
    {
        var host = await HostAsync();
        (await RunCalls.SendAsync(host, Body(args: [null]), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(host, Body(args: ["a\0b"]), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(host, Body(args: [.. Enumerable.Repeat("a", 10_000)]), null, Ct)).IsRefused(400, "INVALID_RUN");
        Assert.IsEmpty((await Store.QueueAsync(host.RoomId, Ct)).RunIds);
    }

    [TestMethod]
    public async Task S2_a_second_delivery_changes_nothing()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var run = await AddAsync(host);
        var message = new ExecuteRunMessage(host.RoomId, run.Id);

        await Task.WhenAll(Execute.HandleAsync(message, Ct), Execute.HandleAsync(message, Ct));
        var ended = await FindAsync(host, run.Id);
        Assert.AreEqual((Verdict.Ok, 1), (ended.Status, ended.Attempt));
        await Execute.HandleAsync(message, Ct);
        await Execute.HandlePoisonAsync(message, Ct);

        Assert.AreEqual(ended.ETag, (await FindAsync(host, run.Id)).ETag);
        var next = Id(await StartRunAsync(host));
        await ToldAsync(ear, next, "ok");
        Assert.HasCount(1, ear.Events("run").Where(e => (string?)e["run"]!["id"] == run.Id && (string?)e["run"]!["status"] is "ok"));
    }

    [TestMethod]
    public async Task A_late_verdict_leaves_the_first_ones_result()
    {
        var host = await HostAsync();
        var run = await AddAsync(host);
        var finishers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Store.FinishAsync(host.RoomId, run.Id, ExecuteRun.Failed($"finisher {i}"), attempt: null, afterEnd: false, Ct)));
        var winner = Array.FindIndex(finishers, f => f is not null);
        Assert.HasCount(1, finishers.Where(f => f is not null));
        Assert.AreEqual($"finisher {winner}", (await Store.ResultAsync(host.RoomId, await FindAsync(host, run.Id), Ct))!.Sandbox.Stderr);
    }

    [TestMethod]
    public async Task Sources_and_results_of_any_size_come_back()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        foreach (var size in new[] { 1_000, 63_000, 66_000, 200_000 })
        {
            var text = $"print('x' * {size}) #{new string('y', size)}";
            var id = Id(await StartRunAsync(host, text));
            await EndedAsync(host, id, "ok");
            Assert.AreEqual(new string('x', size) + "\n", (string?)(await RunCalls.GetAsync(host, id, Ct))["stdout"]);
            Assert.AreEqual(text, (string?)(await host.GetAsync($"runs/{id}/source", Ct)).Json["files"]![0]!["text"]);
        }
    }

    [TestMethod]
    public async Task A_verdict_of_a_claim_that_was_taken_over_is_dropped()
    {
        var host = await HostAsync();
        var run = await AddAsync(host);
        await ClaimAndDieAsync(host, run.Id);
        await ClaimAndDieAsync(host, run.Id);
        Assert.IsNull(await Store.FinishAsync(host.RoomId, run.Id, ExecuteRun.Stopped(), attempt: 1, afterEnd: false, Ct));
        Assert.IsNotNull(await Store.FinishAsync(host.RoomId, run.Id, ExecuteRun.Stopped(), attempt: 2, afterEnd: false, Ct));
    }

    [TestMethod]
    public async Task A_lost_message_is_resent()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        var run = await AddAsync(host);
        s_clock.Advance(TimeSpan.FromSeconds(21));
        await ResendAsync();
        await EndedAsync(host, run.Id, "ok");
    }

    [TestMethod]
    public async Task A_broken_room_does_not_stop_the_later_ones()
    {
        await SandboxFixture.NeedsAsync("python");
        const string Broken = "!broken"; // Sorts before every room.
        var tables = s_app.Services.GetRequiredService<ITableStore>();
        await tables.SubmitAsync("Runs", Broken, [new TableWrite.Upsert(new TableRow("queue"))], Ct);
        await tables.SubmitAsync("ActiveRuns", "active", [new TableWrite.Upsert(new TableRow(Broken) { ["at"] = s_clock.GetUtcNow() })], Ct);
        Assert.AreEqual(Broken, await Store.ActiveRoomsAsync(Ct).FirstAsync(Ct));
        var host = await HostAsync();
        var run = await AddAsync(host);
        s_clock.Advance(TimeSpan.FromSeconds(21));
        await ResendAsync();
        await EndedAsync(host, run.Id, "ok");
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    public async Task What_follows_an_end_is_done_once_though_the_instance_died_after_it(bool wasKept, bool isFoundByTimer)
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var run = await AddAsync(host);
        var next = Id(await StartRunAsync(host, "print(1)"));
        Assert.IsNotNull(await Store.FinishAsync(host.RoomId, run.Id, ExecuteRun.Stopped(), attempt: null, afterEnd: false, Ct));
        if (wasKept)
        {
            // It died after the last thing that it had to do, before it noted that.
            var room = (await s_app.Services.GetRequiredService<RunNews>().RoomAsync(host.RoomId, Ct))!;
            await s_app.Services.GetRequiredService<Timeline>().AppendAsync(room, "run", run.RequestedBy, Timeline.EveryoneSees,
                new RunPayload(run.Id, "python", "cancelled", null, null, null, null), ExecutionJson.Default.RunPayload, Ct, once: run.Id);
        }

        if (isFoundByTimer)
        {
            s_clock.Advance(TimeSpan.FromSeconds(21));
            await ResendAsync();
        }
        else
        {
            await Execute.HandleAsync(new ExecuteRunMessage(host.RoomId, run.Id), Ct);
            await Execute.HandleAsync(new ExecuteRunMessage(host.RoomId, run.Id), Ct);
        }

        await ToldAsync(ear, run.Id, "cancelled");
        await ToldAsync(ear, next, "ok");
        await UntilAsync(async () => (await Store.UntoldAsync(host.RoomId, Ct)).Count == 0);
        var kept = (await host.GetAsync("timeline?after=0", Ct)).Json["events"]!.AsArray().Where(e => (string?)e!["type"] is "run").Select(e => (string?)e!["payload"]!["runId"]).ToList();
        CollectionAssert.AreEquivalent(new[] { run.Id, next }, kept);
        Assert.HasCount(1, RunCalls.Told(ear, run.Id).Where(told => (string?)told["status"] is "cancelled"));
    }

    [TestMethod]
    public async Task A_dead_instance_ends_visibly_after_two_claims()
    {
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var run = await AddAsync(host);
        await ClaimAndDieAsync(host, run.Id);
        await ClaimAndDieAsync(host, run.Id);
        s_clock.Advance(Lease + TimeSpan.FromSeconds(1));
        await ResendAsync();
        var told = await ToldAsync(ear, run.Id, "infra_error");
        Assert.AreNotEqual("", (string?)told["stderr"]);
        Assert.IsEmpty((await Store.QueueAsync(host.RoomId, Ct)).RunIds);
    }

    [TestMethod]
    public async Task A_failure_of_ours_leaves_the_run_free_for_the_next_delivery()
    {
        var host = await HostAsync();
        var run = await AddAsync(host);
        await s_app.Services.GetRequiredService<ITableStore>().SubmitAsync("Runs", host.RoomId, [new TableWrite.Delete("source-" + run.Id, "*")], Ct);
        var message = new ExecuteRunMessage(host.RoomId, run.Id);
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Execute.HandleAsync(message, Ct));
        await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Execute.HandleAsync(message, Ct));
        await Execute.HandleAsync(message, Ct);
        Assert.AreEqual(Verdict.InfraError, (await FindAsync(host, run.Id)).Status);
    }

    [TestMethod]
    public async Task A_sandbox_that_dies_is_tried_once_more_as_everybody_sees()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var mark = $"mark-{Guid.NewGuid():N}";
        var id = Id(await RunCalls.StartAsync(host, RunCalls.Program("import time; print('here', flush=True); time.sleep(60)", args: [mark]), null, Ct));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var running = await RunCalls.ToldAsync(ear, id, run => (string?)run["status"] is "running" && (int)run["attempt"]! == attempt, Ct);
            await UntilAsync(async () => (string?)(await RunCalls.GetAsync(host, id, Ct))["stdout"] is "here\n"); // Of this attempt only.
            Assert.IsNotEmpty(ear.Events("output").Where(o => (string?)o["runId"] == id && (int)o["seq"]! > (int)running["outputSeq"]!));
            using var agent = Process.GetProcessById(RunCalls.ParentOf(Assert.ContainsSingle(RunCalls.Processes(mark))));
            agent.Kill();
        }

        Assert.AreEqual(2, (int)(await ToldAsync(ear, id, "infra_error"))["attempt"]!);
        Assert.IsEmpty(RunCalls.Processes(mark));
    }

    [TestMethod]
    public async Task A_poison_message_ends_its_run_visibly_and_the_next_goes_on()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var poisoned = await AddAsync(host);
        var next = Id(await StartRunAsync(host, "print(1)"));
        await s_app.Services.GetRequiredService<IQueueStore>()
            .SendAsync(RunNews.QueueName + "-poison", $$"""{"roomId":"{{host.RoomId}}","runId":"{{poisoned.Id}}"}""", TimeSpan.Zero, Ct);
        Assert.AreNotEqual("", (string?)(await ToldAsync(ear, poisoned.Id, "infra_error"))["stderr"]);
        await ToldAsync(ear, next, "ok");
    }

    [TestMethod]
    public async Task A_stopped_queued_run_never_starts()
    {
        var host = await HostAsync();
        await AddAsync(host);
        var waiting = Id(await StartRunAsync(host));
        Assert.AreEqual("cancelled", (string?)(await host.PostAsync($"runs/{waiting}/cancel", null, Ct)).Json["run"]!["status"]);

        // The stop and the turn at the same moment: the stop is in the row, its conclusion is not there yet.
        var other = await HostAsync();
        var first = await AddAsync(other);
        Assert.IsNotNull(await Store.ChangeAsync(other.RoomId, first.Id, r => r with { StopRequested = true }, Ct));
        await Execute.HandleAsync(new ExecuteRunMessage(other.RoomId, first.Id), Ct);

        foreach (var (room, id) in new[] { (host, waiting), (other, first.Id) })
        {
            var run = await FindAsync(room, id);
            Assert.AreEqual((Verdict.Cancelled, 0), (run.Status, run.Attempt));
            Assert.IsNull(run.StartedAt);
        }
    }

    [TestMethod]
    public async Task A_stop_from_another_instance_ends_a_running_program()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var id = Id(await StartRunAsync(host, "import time; print('here', flush=True); time.sleep(60)"));
        await ear.WaitForAsync("output", 1, Ct);
        await Store.ChangeAsync(host.RoomId, id, r => r with { StopRequested = true }, Ct);
        Assert.AreEqual("here\n", (string?)(await ToldAsync(ear, id, "cancelled"))["stdout"]);
    }

    [TestMethod]
    public async Task A_run_keeps_its_lease_while_it_is_executed()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var id = Id(await StartRunAsync(host, "import time; print('here', flush=True); time.sleep(60)"));
        await ear.WaitForAsync("output", 1, Ct);
        var before = (await FindAsync(host, id)).LeaseUntil;
        s_clock.Advance(Lease * 0.75);
        await UntilAsync(async () => (await FindAsync(host, id)).LeaseUntil > before);
        await host.PostAsync($"runs/{id}/cancel", null, Ct);
        await ToldAsync(ear, id, "cancelled");
        Assert.AreEqual(1, (await FindAsync(host, id)).Attempt);
    }

    private Task<Person> HostAsync() => Person.CreateAsync(s_app.Http, cancellationToken: Ct);

    private static object Body(string text = "", string language = "python", string?[]? args = null) => RunCalls.Program(text, language, args);

    private Task<Answer> StartRunAsync(Person who, string text = "", string language = "python", string? key = null) => RunCalls.StartAsync(who, Body(text, language), key, Ct);

    private static string Id(Answer started) => RunCalls.Id(started);

    /// <summary>A run that is stored while its message is not: what an instance leaves that dies between the two.</summary>
    private async Task<Run> AddAsync(Person who, string? key = null)
    {
        var run = new Run(Store.NewId(), Run.Queued, "python", "main.py", ["main.py"], who.Id, s_clock.GetUtcNow(), null, null, null, 0, false, false, null, 0, null, null, "");
        return (await Store.AddAsync(who.RoomId, run, new RunSource([new SourceFile("main.py", "print(1)")], "", [], null), key, Ct)).Run;
    }

    private async Task ClaimAndDieAsync(Person who, string runId) => Assert.IsNotNull(await Store.ChangeAsync(who.RoomId, runId,
        run => run with { Status = Run.Running, LeaseUntil = s_clock.GetUtcNow() + Lease, Attempt = run.Attempt + 1 }, Ct));

    private async Task<Run> FindAsync(Person who, string runId) => await Store.FindAsync(who.RoomId, runId, Ct) ?? throw new AssertFailedException("The run is not there.");

    private async Task ResendAsync() => await s_app.Services.GetRequiredService<ResendRuns>().RunAsync(Ct);

    private Task EndedAsync(Person who, string runId, string verdict) => RunCalls.UntilAsync(async () =>
    {
        var run = await FindAsync(who, runId);
        Assert.IsTrue(!run.IsOver || string.Equals(run.Status, verdict, StringComparison.Ordinal), run.Status);
        return run.IsOver;
    }, Ct);

    private Task<JsonObject> ToldAsync(HubEar ear, string runId, string verdict) => RunCalls.ToldAsync(ear, runId, verdict, Ct);

    private Task UntilAsync(Func<Task<bool>> isSo) => RunCalls.UntilAsync(isSo, Ct);
}
