using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CodeMeet.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Rooms;

/// <summary>The cases of rooms.md that need no account, each by its name.</summary>
[TestClass]
public sealed class RoomCasesTests
{
    private readonly Clock _clock = new();
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync(_clock);

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task A_pair_room_is_live_at_once_and_its_host_sits_on_the_first_seat()
    {
        var host = await HostAsync();
        Assert.AreEqual("live", (string?)host.Entry["room"]!["state"]);
        Assert.AreEqual("host", (string?)host.Entry["participant"]!["role"]);
        Assert.AreEqual(0, (int)host.Entry["participant"]!["seat"]!);
        Assert.AreEqual(1, host.ClientId);
    }

    [TestMethod]
    public async Task R1_fifth_participant_is_refused_and_no_names_are_disclosed()
    {
        var host = await HostAsync();
        foreach (var name in new[] { "Bo", "Cy", "Di" })
        {
            await host.LetInAsync("candidate", name, Ct);
        }

        var fifth = await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite("observer"), "Ed", Ct);
        fifth.IsRefused(409, "ROOM_FULL");
        Assert.IsNotNull(fifth.Headers.RetryAfter);
        Assert.DoesNotContain("Bo", fifth.Text);
        Assert.HasCount(4, await SeatsAsync(host));
    }

    [TestMethod]
    public async Task Reserved_seats_keep_observers_from_locking_out_the_candidate()
    {
        var host = await HostAsync("interview");
        (await host.PostAsync("start", cancellationToken: Ct)).Json.ToString();
        await host.LetInAsync("interviewer", "Bo", Ct);
        await host.LetInAsync("interviewer", "Cy", Ct);
        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite("interviewer"), "Di", Ct)).IsRefused(409, "ROOM_FULL");

        var candidate = await host.LetInAsync("candidate", "Ed", Ct);
        Assert.AreEqual("waiting", (string?)candidate.Entry["participant"]!["status"]);
        var admitted = await host.PostAsync($"participants/{candidate.Id}/admit", cancellationToken: Ct);
        Assert.AreEqual(200, admitted.Status, admitted.Text);
        Assert.AreEqual(200, (await candidate.RejoinAsync(Ct)).Status);
        Assert.AreEqual(RoomPartition.CandidateSeat, (int)candidate.Entry["participant"]!["seat"]!);
    }

    [TestMethod]
    public async Task R4_same_person_joins_again_and_keeps_seat_role_and_colour()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        var before = guest.Entry["participant"]!.DeepClone();
        var firstPage = guest.ClientId;
        for (var i = 0; i < 5; i++)
        {
            Assert.AreEqual(200, (await guest.RejoinAsync(Ct)).Status);
        }

        foreach (var member in new[] { "id", "seat", "role", "colour", "name" })
        {
            Assert.AreEqual(before[member]!.ToString(), guest.Entry["participant"]![member]!.ToString(), member);
        }

        Assert.AreNotEqual(firstPage, guest.ClientId);
        Assert.HasCount(2, await SeatsAsync(host));
    }

    [TestMethod]
    public async Task Client_ids_are_never_used_twice()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        HashSet<int> seen = [host.ClientId, guest.ClientId];
        for (var i = 0; i < 6; i++)
        {
            var person = i % 2 == 0 ? host : guest;
            await person.RejoinAsync(Ct);
            Assert.IsTrue(seen.Add(person.ClientId));
        }
    }

    [TestMethod]
    public async Task Duplicate_tab_newest_wins_and_the_older_one_is_refused_everywhere()
    {
        var host = await HostAsync();
        var older = host.Token;
        await host.RejoinAsync(Ct);
        var newer = host.Token;

        host.Token = older;
        (await host.PostAsync("chat", new { text = "hello" }, Ct)).IsRefused(409, "SUPERSEDED");
        (await host.PostAsync("heartbeat", cancellationToken: Ct)).IsRefused(409, "SUPERSEDED");
        host.Token = newer;
        Assert.AreEqual(200, (await host.PostAsync("heartbeat", cancellationToken: Ct)).Status);
        host.Token = older;
        Assert.AreEqual(200, (await host.RejoinAsync(Ct)).Status, "“use here” takes over again");
        Assert.HasCount(1, await SeatsAsync(host));
    }

    [TestMethod]
    public async Task Rejoin_after_disconnect_host_and_candidate_keep_their_seats_others_two_minutes()
    {
        var host = await HostAsync();
        var candidate = await host.LetInAsync("candidate", "Bo", Ct);
        await host.LetInAsync("candidate", "Cy", Ct);
        var observer = await host.LetInAsync("observer", "Di", Ct);

        _clock.Advance(Presence.Away + Presence.Hold - TimeSpan.FromSeconds(5));
        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Ed", Ct)).IsRefused(409, "ROOM_FULL");

        _clock.Advance(TimeSpan.FromSeconds(10));
        var late = await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Ed", Ct);
        Assert.AreEqual(200, late.Status, "the observer's seat is given up");
        (await observer.RejoinAsync(Ct)).IsRefused(409, "ROOM_FULL");
        Assert.AreEqual(200, (await candidate.RejoinAsync(Ct)).Status);
        Assert.AreEqual(200, (await host.RejoinAsync(Ct)).Status);
    }

    [TestMethod]
    public async Task Unclean_disconnect_is_judged_by_missed_heartbeats()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        Assert.IsTrue(await OnlineAsync(host, guest.Id));
        _clock.Advance(Presence.Away + TimeSpan.FromSeconds(1));
        Assert.IsFalse(await OnlineAsync(host, guest.Id));
        await guest.PostAsync("heartbeat", cancellationToken: Ct);
        Assert.IsTrue(await OnlineAsync(host, guest.Id));
    }

    [TestMethod]
    public async Task R5_host_leaves_and_an_interviewer_has_host_powers_at_once()
    {
        var host = await HostAsync();
        var interviewer = await host.LetInAsync("interviewer", "Bo", Ct);
        var candidate = await host.LetInAsync("candidate", "Cy", Ct);
        (await interviewer.PostAsync("lock", cancellationToken: Ct)).IsRefused(403, "HOST_ONLY");
        Assert.AreEqual(200, (await host.PostAsync("leave", cancellationToken: Ct)).Status);
        Assert.AreEqual(200, (await interviewer.PostAsync("lock", cancellationToken: Ct)).Status);
        (await candidate.PostAsync("unlock", cancellationToken: Ct)).IsRefused(403, "HOST_ONLY");

        var back = await host.RejoinAsync(Ct);
        Assert.AreEqual(200, back.Status, "the host returns although the room is locked");
        Assert.AreEqual(0, (int)host.Entry["participant"]!["seat"]!);
    }

    [TestMethod]
    public async Task Host_absence_pauses_after_15_minutes_and_ends_after_60()
    {
        var host = await HostAsync();
        var candidate = await host.LetInAsync("candidate", "Bo", Ct);
        await host.PostAsync("leave", cancellationToken: Ct);
        var sweep = _app.Services.GetRequiredService<SweepRooms>();

        _clock.Advance(SweepRooms.PauseAfter - TimeSpan.FromMinutes(1));
        await sweep.RunAsync(Ct);
        Assert.AreEqual("live", await StateAsync(candidate));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await sweep.RunAsync(Ct);
        await sweep.RunAsync(Ct);
        Assert.AreEqual("paused", await StateAsync(candidate));

        _clock.Advance(SweepRooms.EndAfter);
        await sweep.RunAsync(Ct);
        var ended = await candidate.GetAsync(cancellationToken: Ct);
        Assert.AreEqual("ended", (string?)ended.Json["room"]!["state"]);
        Assert.AreEqual("host_absent", (string?)ended.Json["room"]!["endReason"]);
    }

    [TestMethod]
    public async Task Last_person_leaves_and_nothing_is_deleted()
    {
        var host = await HostAsync();
        await host.PostAsync("leave", cancellationToken: Ct);
        await host.PostAsync("leave", cancellationToken: Ct);
        Assert.AreEqual(200, (await host.RejoinAsync(Ct)).Status);
        Assert.AreEqual("live", (string?)host.Entry["room"]!["state"]);
    }

    [TestMethod]
    public async Task End_is_idempotent_and_late_calls_get_410()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        (await guest.PostAsync("end", cancellationToken: Ct)).IsRefused(403, "HOST_ONLY");
        var first = await host.PostAsync("end", cancellationToken: Ct);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await host.PostAsync("end", cancellationToken: Ct);
        Assert.AreEqual(200, second.Status, second.Text);
        Assert.AreEqual(first.Json["room"]!["endedAt"]!.ToString(), second.Json["room"]!["endedAt"]!.ToString());

        (await guest.PostAsync("chat", new { text = "late" }, Ct)).IsRefused(410, "ROOM_ENDED");
        (await guest.RejoinAsync(Ct)).IsRefused(410, "ROOM_ENDED");
        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), cancellationToken: Ct)).IsRefused(410, "ROOM_ENDED");
        (await host.PostAsync("lock", cancellationToken: Ct)).IsRefused(410, "ROOM_ENDED");
    }

    [TestMethod]
    public async Task Invites_expire_with_grace_are_used_up_and_revoked()
    {
        var host = await HostAsync();
        var invite = (await host.PostAsync("invites", new { role = "candidate", maxUses = 1, expiresInMinutes = 10 }, Ct)).Json["invite"]!.AsObject();
        var secret = Secret(invite);
        _clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(50));
        Assert.AreEqual(200, (await Person.TryJoinAsync(_app.Http, host.RoomId, secret, "Bo", Ct)).Status, "within the grace of 60 s");
        (await Person.TryJoinAsync(_app.Http, host.RoomId, secret, "Cy", Ct)).IsRefused(409, "INVITE_USED");

        var other = (await host.PostAsync("invites", new { role = "candidate", expiresInMinutes = 10 }, Ct)).Json["invite"]!.AsObject();
        Assert.AreEqual(204, (await host.SendAsync(HttpMethod.Delete, $"invites/{other["id"]}", null, Ct)).Status);
        (await Person.TryJoinAsync(_app.Http, host.RoomId, Secret(other), "Di", Ct)).IsRefused(403, "INVITE_REVOKED");

        var third = (await host.PostAsync("invites", new { role = "candidate", expiresInMinutes = 10 }, Ct)).Json["invite"]!.AsObject();
        _clock.Advance(TimeSpan.FromMinutes(11) + TimeSpan.FromSeconds(1));
        (await Person.TryJoinAsync(_app.Http, host.RoomId, Secret(third), "Ed", Ct)).IsRefused(410, "INVITE_EXPIRED");
    }

    [TestMethod]
    public async Task Unknown_room_and_unknown_invite_answer_alike_and_create_nothing()
    {
        var host = await HostAsync();
        var unknownRoom = await Person.TryJoinAsync(_app.Http, "nosuchroom22", host.Invite(), cancellationToken: Ct);
        var unknownInvite = await Person.TryJoinAsync(_app.Http, host.RoomId, "nosuchinvite", cancellationToken: Ct);
        unknownRoom.IsRefused(404, "ROOM_NOT_FOUND");
        Assert.AreEqual(unknownRoom.Text, unknownInvite.Text);
    }

    [TestMethod]
    public async Task Wrong_room_is_refused_whether_or_not_that_room_exists()
    {
        var host = await HostAsync();
        var other = await HostAsync();
        using var mine = new HttpRequestMessage(HttpMethod.Get, $"/api/rooms/{other.RoomId}");
        mine.Headers.Authorization = new("Bearer", host.Token);
        using var answer = await _app.Http.SendAsync(mine, Ct);
        (await Answer.ReadAsync(answer, Ct)).IsRefused(403, "WRONG_ROOM");
    }

    [TestMethod]
    public async Task Kicked_user_is_out_at_once_and_a_fresh_identity_only_reaches_the_lobby()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Bo", Ct);
        (await guest.PostAsync($"participants/{host.Id}/remove", cancellationToken: Ct)).IsRefused(403, "FORBIDDEN");
        var removal = await host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Ct);
        Assert.AreEqual(200, removal.Status, removal.Text);

        (await guest.PostAsync("chat", new { text = "still here?" }, Ct)).IsRefused(403, "REMOVED");
        (await guest.RejoinAsync(Ct)).IsRefused(403, "REMOVED");
        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Bo again", Ct)).IsRefused(403, "INVITE_REVOKED");
        var fresh = await Person.TryJoinAsync(_app.Http, host.RoomId, Secret(removal.Json["invite"]!.AsObject()), "Someone", Ct);
        Assert.AreEqual("waiting", (string?)fresh.Json["participant"]!["status"]);
        Assert.HasCount(1, await SeatsAsync(host));
    }

    [TestMethod]
    public async Task The_host_cannot_be_removed()
    {
        var host = await HostAsync();
        var interviewer = await host.LetInAsync("interviewer", "Bo", Ct);
        (await interviewer.PostAsync($"participants/{host.Id}/remove", cancellationToken: Ct)).IsRefused(403, "HOST_STAYS");
    }

    [TestMethod]
    public async Task Back_to_lobby_keeps_the_seat_and_withholds_the_room()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Bo", Ct);
        var seat = (int)guest.Entry["participant"]!["seat"]!;
        Assert.AreEqual(200, (await host.PostAsync($"participants/{guest.Id}/lobby", cancellationToken: Ct)).Status);
        (await guest.GetAsync("timeline", Ct)).IsRefused(403, "WAITING");
        Assert.HasCount(2, await SeatsAsync(host));
        await host.PostAsync($"participants/{guest.Id}/admit", cancellationToken: Ct);
        await guest.RejoinAsync(Ct);
        Assert.AreEqual(seat, (int)guest.Entry["participant"]!["seat"]!);
    }

    [TestMethod]
    public async Task Locked_room_refuses_newcomers_and_lets_held_seats_return()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        await host.PostAsync("lock", cancellationToken: Ct);
        (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Cy", Ct)).IsRefused(423, "ROOM_LOCKED");
        Assert.AreEqual(200, (await guest.RejoinAsync(Ct)).Status);
        await host.PostAsync("unlock", cancellationToken: Ct);
        Assert.AreEqual(200, (await Person.TryJoinAsync(_app.Http, host.RoomId, host.Invite(), "Cy", Ct)).Status);
    }

    [TestMethod]
    public async Task Too_early_the_candidate_waits_and_gets_nothing_of_the_room()
    {
        var host = await HostAsync("interview");
        Assert.AreEqual("lobby", (string?)host.Entry["room"]!["state"]);
        var candidate = await host.LetInAsync("candidate", "Bo", Ct);
        Assert.AreEqual("waiting", (string?)candidate.Entry["participant"]!["status"]);
        Assert.HasCount(1, candidate.Entry["participants"]!.AsArray(), "nobody else is named");
        (await candidate.GetAsync("docs/code", Ct)).IsRefused(403, "WAITING");
        (await candidate.GetAsync("runs", Ct)).IsRefused(403, "WAITING");
        (await candidate.PostAsync("chat", new { text = "hi" }, Ct)).IsRefused(403, "WAITING");
        Assert.AreEqual(200, (await candidate.PostAsync("heartbeat", cancellationToken: Ct)).Status);
    }

    [TestMethod]
    public async Task Names_titles_and_languages_are_checked()
    {
        foreach (var (body, code) in new (object, string)[]
        {
            (new { name = "", language = "python" }, "INVALID_NAME"),
            (new { name = new string('x', 65), language = "python" }, "INVALID_NAME"),
            (new { name = "a\nb", language = "python" }, "INVALID_NAME"),
            (new { name = "Ada", title = new string('x', 65) }, "INVALID_TITLE"),
            (new { name = "Ada", language = "klingon" }, "UNKNOWN_LANGUAGE"),
            (new { name = "Ada", kind = "party" }, "BAD_REQUEST"),
        })
        {
            using var answer = await _app.Http.PostAsJsonAsync("/api/rooms", body, Ct);
            (await Answer.ReadAsync(answer, Ct)).IsRefused(400, code);
        }
    }

    private Task<Person> HostAsync(string kind = "pair") => Person.CreateAsync(_app.Http, kind, cancellationToken: Ct);

    private async Task<JsonNode[]> SeatsAsync(Person member) =>
        [.. (await member.GetAsync(cancellationToken: Ct)).Json["participants"]!.AsArray().Where(p => p!["seat"] is not null).Select(p => p!)];

    private async Task<bool> OnlineAsync(Person member, string participantId) =>
        (bool)(await member.GetAsync(cancellationToken: Ct)).Json["participants"]!.AsArray().Single(p => (string?)p!["id"] == participantId)!["online"]!;

    private async Task<string> StateAsync(Person member) => (string)(await member.GetAsync(cancellationToken: Ct)).Json["room"]!["state"]!;

    private static string Secret(JsonObject invite) => ((string)invite["url"]!).Split("#invite=")[1];
}
