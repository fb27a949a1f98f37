using System.Net.Http.Json;
using CodeMeet.Platform.Http;
using CodeMeet.Rooms;
using CodeMeet.Tests.Collab;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Rooms;

/// <summary>What people hear after they are out, who wins when two act at once, and what the sweep leaves alone.</summary>
[TestClass]
public sealed class RoomRaceAndHubTests
{
    private readonly Clock _clock = new();
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    private SweepRooms Sweep => _app.Services.GetRequiredService<SweepRooms>();

    private RoomStore Store => _app.Services.GetRequiredService<RoomStore>();

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync(_clock);

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task I2_removed_lobbied_and_superseded_hear_nothing_more()
    {
        var host = await HostAsync();
        var removed = await host.LetInAsync("observer", "Bo", Ct);
        var lobbied = await host.LetInAsync("candidate", "Cy", Ct);
        var reloading = await host.LetInAsync("interviewer", "Di", Ct);
        await using var hostEar = await EarAsync(host);
        await using var removedEar = await EarAsync(removed);
        await using var lobbiedEar = await EarAsync(lobbied);
        await using var supersededEar = await EarAsync(reloading);

        Assert.AreEqual(200, (await host.PostAsync($"participants/{removed.Id}/remove", cancellationToken: Ct)).Status);
        Assert.AreEqual(200, (await host.PostAsync($"participants/{lobbied.Id}/lobby", cancellationToken: Ct)).Status);
        Assert.AreEqual(200, (await reloading.RejoinAsync(Ct)).Status);
        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "among-us" }, Ct)).Status);
        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "among-interviewers", audience = "interviewers" }, Ct)).Status);
        await hostEar.WaitForAsync("chat", 2, Ct);

        // A page still connected would hear its own chat before this second round reaches the host.
        await host.PostAsync("chat", new { text = "again" }, Ct);
        await hostEar.WaitForAsync("chat", 3, Ct);
        foreach (var ear in new[] { removedEar, lobbiedEar, supersededEar })
        {
            Assert.IsEmpty(ear.Events("chat"), ear.Everything);
        }
    }

    [TestMethod]
    public async Task I2_an_expired_owner_of_a_seat_hears_nothing_more_once_it_is_taken()
    {
        var host = await HostAsync();
        await host.LetInAsync("candidate", "Bo", Ct);
        await host.LetInAsync("candidate", "Cy", Ct);
        var away = await host.LetInAsync("observer", "Di", Ct);
        await using var awayEar = await EarAsync(away);
        await using var hostEar = await EarAsync(host);
        _clock.Advance(Presence.Away + Presence.Hold + TimeSpan.FromSeconds(1));
        Assert.AreEqual(200, (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Ed", Ct)).Status);

        await host.PostAsync("heartbeat", cancellationToken: Ct);
        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "who is here?" }, Ct)).Status);
        await hostEar.WaitForAsync("chat", 1, Ct);
        Assert.IsEmpty(awayEar.Events("chat"));
        (await away.PostAsync("chat", new { text = "me" }, Ct)).IsRefused(403, "LEFT");
    }

    [TestMethod]
    public async Task C5_interviewers_chat_reaches_no_candidate()
    {
        var host = await HostAsync();
        var interviewer = await host.LetInAsync("interviewer", "Bo", Ct);
        var candidate = await host.LetInAsync("candidate", "Cy", Ct);
        var observer = await host.LetInAsync("observer", "Di", Ct);
        await using var interviewerEar = await EarAsync(interviewer);
        await using var candidateEar = await EarAsync(candidate);
        await using var observerEar = await EarAsync(observer);

        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "hire-or-not", audience = "interviewers" }, Ct)).Status);
        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "for-all" }, Ct)).Status);
        await interviewerEar.WaitForAsync("chat", 2, Ct);
        await candidateEar.WaitForAsync("chat", 1, Ct);
        await observerEar.WaitForAsync("chat", 1, Ct);
        Assert.Contains("hire-or-not", interviewerEar.Everything);
        Assert.Contains("hire-or-not", (await interviewer.GetAsync("timeline", Ct)).Text);
        foreach (var (person, ear) in new[] { (candidate, candidateEar), (observer, observerEar) })
        {
            var timeline = await person.GetAsync("timeline", Ct);
            Assert.Contains("for-all", timeline.Text);
            Assert.DoesNotContain("hire-or-not", timeline.Text);
            Assert.DoesNotContain("hire-or-not", ear.Everything);
            (await person.PostAsync("chat", new { text = "let me in", audience = "interviewers" }, Ct)).IsRefused(403, "FORBIDDEN");
        }
    }

    [TestMethod]
    public async Task A_lobby_is_not_ended_after_an_hour()
    {
        var host = await HostAsync("interview");
        Assert.AreEqual(200, (await host.PostAsync("leave", cancellationToken: Ct)).Status);
        _clock.Advance(SweepRooms.EndAfter + TimeSpan.FromMinutes(1));
        await Sweep.RunAsync(Ct);
        await Sweep.RunAsync(Ct);
        Assert.AreEqual(RoomState.Lobby, (await PartitionAsync(host)).Room.State);

        // A week: what an invitation lasts when nobody says otherwise.
        _clock.Advance(TimeSpan.FromDays(7));
        await Sweep.RunAsync(Ct);
        var room = (await PartitionAsync(host)).Room;
        Assert.AreEqual(RoomState.Ended, room.State);
        Assert.AreEqual("never_started", room.EndReason);
    }

    [TestMethod]
    public async Task A_returning_host_beats_the_sweep()
    {
        var host = await HostAsync();
        await host.PostAsync("leave", cancellationToken: Ct);
        await Sweep.RunAsync(Ct);
        _clock.Advance(SweepRooms.EndAfter + TimeSpan.FromMinutes(1));
        var asked = 0;
        var room = await _app.Services.GetRequiredService<RoomEnding>().EndAsync(host.RoomId, null, async partition =>
        {
            var why = SweepRooms.WhyEnd(partition, await Store.PresenceAsync(host.RoomId, Ct), _clock.GetUtcNow());
            if (asked++ == 0)
            {
                // The sweep has made up its mind; before it commits, the host is back.
                Assert.AreEqual("host_absent", why);
                Assert.AreEqual(200, (await host.RejoinAsync(Ct)).Status);
            }

            return why;
        }, Ct);
        Assert.AreEqual(2, asked);
        Assert.AreEqual(RoomState.Live, room.State);
        await Sweep.RunAsync(Ct);
        Assert.AreEqual(RoomState.Live, (await PartitionAsync(host)).Room.State);
    }

    [TestMethod]
    public async Task A_sweep_and_a_host_at_the_same_moment_never_both_win()
    {
        for (var round = 0; round < Soak.Of(soak: 100, sample: 15); round++)
        {
            var host = await HostAsync();
            await host.PostAsync("leave", cancellationToken: Ct);
            _clock.Advance(SweepRooms.EndAfter + TimeSpan.FromMinutes(1));
            var back = host.RejoinAsync(Ct);
            await Sweep.RunAsync(Ct);
            var state = (await back).Status == 200 ? RoomState.Live : RoomState.Ended;
            Assert.AreEqual(state, (await PartitionAsync(host)).Room.State, (await back).Text);
        }
    }

    [TestMethod]
    public async Task Two_interviewers_remove_each_other_and_one_wins()
    {
        for (var round = 0; round < Soak.Of(soak: 100, sample: 15); round++)
        {
            var host = await HostAsync();
            var one = await host.LetInAsync("interviewer", "Bo", Ct);
            var two = await host.LetInAsync("interviewer", "Cy", Ct);
            var removals = await Task.WhenAll(
                one.PostAsync($"participants/{two.Id}/remove", cancellationToken: Ct),
                two.PostAsync($"participants/{one.Id}/remove", cancellationToken: Ct));
            Assert.ContainsSingle(removals.Where(r => r.Status == 200), string.Join('\n', removals.Select(r => r.Text)));
            removals.Single(r => r.Status != 200).IsRefused(403, "REMOVED");
            Assert.ContainsSingle((await PartitionAsync(host)).Participants.Where(p => p is { Role: Role.Interviewer, Status: ParticipantStatus.Seated }));
        }
    }

    [TestMethod]
    public async Task Removed_interviewers_links_stop_working_and_the_next_interviewer_of_a_pair_room_waits()
    {
        var host = await HostAsync();
        var interviewer = await host.LetInAsync("interviewer", "Bo", Ct);
        var made = (string)(await interviewer.PostAsync("invites", new { role = "interviewer" }, Ct)).Json["invite"]!["url"]!;
        var removal = await host.PostAsync($"participants/{interviewer.Id}/remove", cancellationToken: Ct);
        (await Person.TryJoinAsync(_app.Http, host.RoomId, Secret(made), "Bo again", Ct)).IsRefused(403, "INVITE_REVOKED");

        var fresh = await Person.TryJoinAsync(_app.Http, host.RoomId, Secret((string)removal.Json["invite"]!["url"]!), "Cy", Ct);
        Assert.AreEqual("waiting", (string?)fresh.Json["participant"]!["status"]);
        Assert.AreEqual(200, (await host.PostAsync($"participants/{(string)fresh.Json["participant"]!["id"]!}/admit", cancellationToken: Ct)).Status);
    }

    [TestMethod]
    public async Task Interviewers_of_an_interview_pass_its_lobby()
    {
        var host = await HostAsync("interview");
        await host.PostAsync("start", cancellationToken: Ct);
        var interviewer = await host.LetInAsync("interviewer", "Bo", Ct);
        Assert.AreEqual("seated", (string?)interviewer.Entry["participant"]!["status"]);
    }

    [TestMethod]
    public async Task Odd_room_ids_are_404()
    {
        var host = await HostAsync();
        foreach (var id in new[] { "%23", "%3F", "%01", "%5C", "%C3%A9", new string('x', 2000) })
        {
            using var joined = await _app.Http.PostAsJsonAsync($"/api/rooms/{id}/join", new { name = "Bo", invite = host.Invite() }, Ct);
            (await Answer.ReadAsync(joined, Ct)).IsRefused(404, "ROOM_NOT_FOUND");
        }

        foreach (var id in new[] { "%23", "%3F", "%01", new string('x', 2000) })
        {
            foreach (var action in new[] { "admit", "remove", "lobby" })
            {
                (await host.PostAsync($"participants/{id}/{action}", cancellationToken: Ct)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
            }

            (await host.SendAsync(HttpMethod.Delete, $"invites/{id}", null, Ct)).IsRefused(404, "INVITE_NOT_FOUND");
        }
    }

    [TestMethod]
    public async Task Lobby_ghosts_give_up_their_place()
    {
        var host = await HostAsync("interview");
        var stays = await host.LetInAsync("candidate", "Bo", Ct);
        for (var i = 1; i < RoomPartition.LobbyPlaces; i++)
        {
            await host.LetInAsync("candidate", $"Ghost {i}", Ct);
        }

        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Cy", Ct)).IsRefused(409, "LOBBY_FULL");
        _clock.Advance(Presence.Hold + TimeSpan.FromSeconds(1));
        Assert.AreEqual(200, (await stays.PostAsync("heartbeat", cancellationToken: Ct)).Status);
        for (var i = 1; i < RoomPartition.LobbyPlaces; i++)
        {
            await host.LetInAsync("candidate", $"Newcomer {i}", Ct);
        }

        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Cy", Ct)).IsRefused(409, "LOBBY_FULL");
    }

    [TestMethod]
    public async Task Joining_again_while_waiting_is_no_news()
    {
        var host = await HostAsync("interview");
        var waiting = await host.LetInAsync("candidate", "Bo", Ct);
        await using var ear = await EarAsync(host);
        for (var i = 0; i < 3; i++)
        {
            Assert.AreEqual(200, (await waiting.RejoinAsync(Ct)).Status);
        }

        await host.PostAsync("chat", new { text = "quiet here" }, Ct);
        await ear.WaitForAsync("chat", 1, Ct);
        Assert.IsEmpty(ear.Events("participants"));
        var entries = (await host.GetAsync("timeline", Ct)).Json["events"]!.AsArray();
        Assert.ContainsSingle(entries.Where(e => (string?)e!["type"] == "waiting"));
    }

    [TestMethod]
    public async Task Leaving_takes_no_seat_from_a_newer_page_and_may_be_said_twice()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Bo", Ct);
        var older = guest.ClientId;
        await guest.RejoinAsync(Ct);
        var partition = await PartitionAsync(host);
        var refused = Assert.ThrowsExactly<Refusal>(() => Departures.Leave(partition, guest.Id, older, _clock.GetUtcNow()));
        Assert.AreEqual("SUPERSEDED", refused.Code);

        Assert.AreEqual(200, (await guest.PostAsync("leave", cancellationToken: Ct)).Status);
        Assert.AreEqual(200, (await guest.PostAsync("leave", cancellationToken: Ct)).Status);
        var entries = (await host.GetAsync("timeline", Ct)).Json["events"]!.AsArray();
        Assert.ContainsSingle(entries.Where(e => (string?)e!["type"] == "left"));
    }

    [TestMethod]
    public async Task R2_every_change_names_the_room_that_it_was_decided_on()
    {
        var host = await HostAsync("interview");
        var before = (await PartitionAsync(host)).Room.ETag;
        await host.LetInAsync("candidate", "Bo", Ct);
        Assert.AreNotEqual(before, (await PartitionAsync(host)).Room.ETag, "waiting touches no field of the room, and yet cannot commit after its end");
    }

    private Task<Person> HostAsync(string kind = "pair") => Person.CreateAsync(_app.Http, kind, cancellationToken: Ct);

    private Task<HubEar> EarAsync(Person person) => HubEar.OpenAsync(_app.Url, person.Token, Ct);

    private async Task<RoomPartition> PartitionAsync(Person member) => await Store.ReadAsync(member.RoomId, Ct) ?? throw new AssertFailedException("The room is gone.");

    private static string Secret(string url) => url.Split("#invite=")[1];
}
