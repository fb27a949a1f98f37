using System.Globalization;
using System.Text.Json.Nodes;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Triggers;
using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Execution;

/// <summary>Many rooms and a machine with one place: nobody waits for more than their share, and everybody who waits can leave the line.</summary>
[TestClass]
public sealed class RunFairnessTests
{
    private const string Sleeps = "import time; time.sleep(60)";

    private static readonly Clock s_clock = new();
    private static App s_app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) =>
        s_app = await App.StartAsync(s_clock, null, RunCalls.FirstUid, "Execution:Parallel=1", "RateLimits:Loopback=true", "RateLimits:AddressPerSecond=10000", "RateLimits:AddressRunsPerMinute=40");

    [ClassCleanup]
    public static async Task StopAsync() => await s_app.DisposeAsync();

    /// <summary>Every test in another minute: they share an address.</summary>
    [TestInitialize]
    public void Rest() => s_clock.Advance(TimeSpan.FromMinutes(1));

    [TestMethod]
    public async Task A_flood_of_one_room_delays_another_by_one_run_at_most()
    {
        await SandboxFixture.NeedsAsync("python");
        var flood = await HostAsync();
        var victim = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, victim.Token, Ct);
        List<string> flooding = [await StartAsync(flood, Sleeps)];
        await RunningAsync(flood, flooding[0]);
        for (var i = 0; i < 3; i++)
        {
            flooding.Add(await StartAsync(flood, "print(1)"));
        }

        var id = await StartAsync(victim, "print(1)");
        var waiting = await RunCalls.ToldAsync(ear, id, run => run["roomsAhead"] is not null, Ct);
        Assert.AreEqual(("queued", 0, 0), ((string?)waiting["status"], (int)waiting["queuePosition"]!, (int)waiting["roomsAhead"]!), "the next to get a place");
        await CancelAsync(flood, flooding[0]);

        await RunCalls.ToldAsync(ear, id, "ok", Ct);
        await EndedAsync(flood, flooding[1]);
        Assert.IsLessThan(Started(await RunCalls.GetAsync(flood, flooding[1], Ct)), Started(await RunCalls.GetAsync(victim, id, Ct)), "before the flood's second");
        await EndedAsync(flood, flooding[3]);
    }

    [TestMethod]
    public async Task Whoever_waits_sees_the_line_move()
    {
        await SandboxFixture.NeedsAsync("python");
        var (first, second, third) = (await HostAsync(), await HostAsync(), await HostAsync());
        await using var ear = await HubEar.OpenAsync(s_app.Url, third.Token, Ct);
        var running = await StartAsync(first, Sleeps);
        await RunningAsync(first, running);
        var next = await StartAsync(second, Sleeps);
        await RunCalls.UntilAsync(async () => (int?)(await RunCalls.GetAsync(second, next, Ct))["roomsAhead"] is 0, Ct);
        var last = await StartAsync(third, "print(1)");
        await RunCalls.ToldAsync(ear, last, run => (int?)run["roomsAhead"] is 1, Ct);

        // Leaving the line without ever having had a place moves it too.
        await CancelAsync(second, next);
        await RunCalls.ToldAsync(ear, last, run => (int?)run["roomsAhead"] is 0, Ct);
        Assert.IsNull((await RunCalls.GetAsync(second, next, Ct))["startedAt"]);
        await CancelAsync(first, running);
        await RunCalls.ToldAsync(ear, last, "ok", Ct);
        CollectionAssert.AreEqual(
            new int?[] { 1, 0 }, RunCalls.Told(ear, last).Select(run => (int?)run["roomsAhead"]).Where(ahead => ahead is not null).ToArray(), "each position once, in order");
    }

    [TestMethod]
    public async Task A_run_of_a_dead_instance_that_is_stopped_while_it_waits_ends_at_once()
    {
        await SandboxFixture.NeedsAsync("python");
        var (busy, host) = (await HostAsync(), await HostAsync());
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var running = await StartAsync(busy, Sleeps);
        await RunningAsync(busy, running);
        var id = await StartAsync(host, "print(1)");
        await RunCalls.ToldAsync(ear, id, run => (int?)run["roomsAhead"] is 0, Ct);

        // As it would be if the message had come again because the instance that had claimed the run died.
        var store = s_app.Services.GetRequiredService<RunStore>();
        Assert.IsNotNull(await store.ChangeAsync(host.RoomId, id, run => run with { Status = Run.Running, Attempt = 1, LeaseUntil = s_clock.GetUtcNow() }, Ct));
        await CancelAsync(host, id);

        await RunCalls.ToldAsync(ear, id, "cancelled", Ct);
        Assert.AreEqual("running", (string?)(await RunCalls.GetAsync(busy, running, Ct))["status"], "the place was never free");
        await CancelAsync(busy, running);
        await EndedAsync(busy, running);
    }

    [TestMethod]
    public async Task A_terminal_run_beyond_the_places_sees_its_place_in_the_line()
    {
        await SandboxFixture.NeedsAsync("python");
        var body = new { language = "python", files = RunCalls.Files(Sleeps), terminal = new { columns = 80, rows = 24 } };
        List<(Person Host, string Id)> running = [];
        for (var i = 0; i < InteractiveLimits.PlacesPerProcessor; i++)
        {
            var one = await HostAsync();
            running.Add((one, await RunCalls.StartAsync(one, body, Ct)));
        }

        foreach (var (one, id) in running)
        {
            await RunningAsync(one, id);
        }

        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        var last = await RunCalls.StartAsync(host, body, Ct);
        await RunCalls.ToldAsync(ear, last, run => (int?)run["roomsAhead"] is 0, Ct);
        await CancelAsync(running[0].Host, running[0].Id);
        await RunningAsync(host, last);
        foreach (var (one, id) in running.Append((host, last)))
        {
            await CancelAsync(one, id);
            await EndedAsync(one, id);
        }
    }

    [TestMethod]
    public async Task The_queue_of_a_room_is_told_as_it_moves()
    {
        await SandboxFixture.NeedsAsync("python");
        var host = await HostAsync();
        await using var ear = await HubEar.OpenAsync(s_app.Url, host.Token, Ct);
        List<string> ids = [await StartAsync(host, Sleeps)];
        await RunningAsync(host, ids[0]);
        ids.Add(await StartAsync(host, Sleeps));
        ids.Add(await StartAsync(host, "print(1)"));
        await CancelAsync(host, ids[0]);
        await RunningAsync(host, ids[1]);
        await CancelAsync(host, ids[1]);
        await RunCalls.ToldAsync(ear, ids[2], "ok", Ct);
        CollectionAssert.AreEqual(
            new int?[] { 2, 1, 0 }, RunCalls.Told(ear, ids[2]).Where(run => (string?)run["status"] is "queued").Select(run => (int?)run["queuePosition"]).Distinct().ToArray());
    }

    [TestMethod]
    public async Task More_than_thirty_runs_a_minute_of_one_person_are_RATE_LIMITED()
    {
        var host = await HostAsync();
        var other = await host.LetInAsync(cancellationToken: Ct);
        for (var i = 0; i < 30; i++)
        {
            var answer = await RunCalls.SendAsync(host, RunCalls.Program(Sleeps), null, Ct);
            Assert.IsTrue(answer.Status is 202 || answer.Code is "RUN_QUEUE_FULL", answer.Text);
        }

        var refused = await RunCalls.SendAsync(host, RunCalls.Program(Sleeps), null, Ct);
        refused.IsRefused(429, "RATE_LIMITED");
        Assert.IsInRange(1, 60, (int)refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        (await RunCalls.SendAsync(other, RunCalls.Program(Sleeps), null, Ct)).IsRefused(429, "RUN_QUEUE_FULL");
        s_clock.Advance(TimeSpan.FromMinutes(1));
        (await RunCalls.SendAsync(host, RunCalls.Program(Sleeps), null, Ct)).IsRefused(429, "RUN_QUEUE_FULL");
        await CancelAllAsync(host);
    }

    [TestMethod]
    public async Task An_address_has_a_budget_over_all_its_rooms()
    {
        var rooms = await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => HostAsync()));
        var answers = new List<Answer>();
        foreach (var room in rooms)
        {
            for (var i = 0; i < 4; i++)
            {
                answers.Add(await RunCalls.SendAsync(room, RunCalls.Program(Sleeps), null, Ct));
            }
        }

        Assert.HasCount(40, answers.Where(answer => answer.Status == 202));
        foreach (var refused in answers.Skip(40))
        {
            refused.IsRefused(429, "RATE_LIMITED");
            Assert.IsNotNull(refused.Headers.RetryAfter?.Delta);
        }

        foreach (var room in rooms)
        {
            await CancelAllAsync(room);
        }
    }

    [TestMethod]
    public async Task Repeated_starts_with_one_key_take_one_of_the_budget()
    {
        var host = await HostAsync();
        for (var i = 0; i < 35; i++)
        {
            await RunCalls.StartAsync(host, RunCalls.Program(Sleeps), "once", Ct);
        }

        await CancelAllAsync(host);
    }

    [TestMethod]
    public async Task Behind_the_Functions_host_the_budget_is_the_callers_address()
    {
        await SandboxFixture.NeedsAsync("python");
        await using var behind = await App.StartAsync(null, null, RunCalls.FirstUid, $"{CustomHandler.PortVariable}=0", "RateLimits:AddressRunsPerMinute=1");
        async Task<Answer> FromAsync(string addresses)
        {
            behind.Http.DefaultRequestHeaders.Remove("X-Forwarded-For");
            behind.Http.DefaultRequestHeaders.Add("X-Forwarded-For", addresses);
            return await RunCalls.SendAsync(await Person.CreateAsync(behind.Http, cancellationToken: Ct), RunCalls.Program("print(1)"), null, Ct);
        }

        Assert.AreEqual(202, (await FromAsync("203.0.113.7:4711")).Status);
        (await FromAsync("203.0.113.7:4712")).IsRefused(429, "RATE_LIMITED");
        (await FromAsync("198.51.100.9, 203.0.113.7:4713")).IsRefused(429, "RATE_LIMITED");
        Assert.AreEqual(202, (await FromAsync("203.0.113.7, 198.51.100.9:80")).Status);
    }

    private static DateTimeOffset Started(JsonObject run) => DateTimeOffset.Parse((string)run["startedAt"]!, CultureInfo.InvariantCulture);

    private Task<Person> HostAsync() => Person.CreateAsync(s_app.Http, cancellationToken: Ct);

    private Task<string> StartAsync(Person who, string text) => RunCalls.StartAsync(who, RunCalls.Program(text), Ct);

    private Task CancelAsync(Person who, string runId) => RunCalls.CancelAsync(who, runId, Ct);

    /// <summary>The last in the queue first, so that no other gets a turn meanwhile.</summary>
    private async Task CancelAllAsync(Person who)
    {
        var runs = (await who.GetAsync("runs", Ct)).Json["runs"]!.AsArray().Select(run => run!.AsObject()).ToList();
        foreach (var run in runs.Where(run => (string?)run["status"] is "queued" or "running"))
        {
            await CancelAsync(who, (string)run["id"]!);
        }

        foreach (var run in runs)
        {
            await EndedAsync(who, (string)run["id"]!);
        }
    }

    private Task RunningAsync(Person who, string runId) => RunCalls.RunningAsync(who, runId, Ct);

    private Task EndedAsync(Person who, string runId) => RunCalls.EndedAsync(who, runId, Ct);
}
