using CodeMeet.Calls;
using CodeMeet.Platform.Triggers;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests.Calls;

/// <summary>Azure Communication Services, played by a stand-in that enforces their documentation.</summary>
[TestClass]
public sealed class AcsCallTests : CallProviderContract
{
    private StandInAcs _service = null!;

    private protected override async Task<string[]> SettingsAsync()
    {
        _service = await StandInAcs.StartAsync(Clock);
        return ["Calls:Provider=acs", "Calls:ConnectionString=" + _service.ConnectionString, "Triggers:RetryDelay=00:00:00.05"];
    }

    private protected override async Task StopServiceAsync()
    {
        Assert.AreEqual(0, _service.RefusedRequests, "The app asked for something that the service's documentation does not allow.");
        await _service.DisposeAsync();
    }

    private protected override Task<Answer> AskAsync(Person page) => page.GetAsync("call", Stop);

    private protected override DateTimeOffset ExpiryOf(Answer asked) => (DateTimeOffset)asked.Json["expiresAt"]!;

    private protected override Task<bool> OpensAsync(Person page, Answer asked) => Task.FromResult(_service.Opens((string)asked.Json["token"]!, "voip"));

    [TestMethod]
    public async Task A_room_has_one_unguessable_group_and_a_page_one_identity_that_the_others_can_tell()
    {
        var (host, guest) = await TwoAsync();
        var elsewhere = await Person.CreateAsync(App.Http, cancellationToken: Stop);
        var (hers, theirs, again, other) = (await AskAsync(host), await AskAsync(guest), await AskAsync(host), await AskAsync(elsewhere));
        Assert.AreEqual("acs", (string?)hers.Json["provider"]);
        Assert.IsTrue(Guid.TryParseExact((string?)hers.Json["groupId"], "D", out _));
        Assert.AreEqual((string?)hers.Json["groupId"], (string?)theirs.Json["groupId"]);
        Assert.AreNotEqual((string?)hers.Json["groupId"], (string?)other.Json["groupId"]);
        Assert.DoesNotContain(host.RoomId, (string)hers.Json["groupId"]!);

        Assert.AreEqual((string?)hers.Json["userId"], (string?)again.Json["userId"]);
        Assert.AreNotEqual((string?)hers.Json["token"], (string?)again.Json["token"]);
        CollectionAssert.AreEquivalent(
            new[] { (host.ClientId, (string)hers.Json["userId"]!), (guest.ClientId, (string)theirs.Json["userId"]!) },
            again.Json["pages"]!.AsArray().Select(page => ((int)page!["clientId"]!, (string)page["userId"]!)).ToArray());
    }

    [TestMethod]
    public async Task A_page_that_asks_many_times_at_once_is_one_identity()
    {
        var (host, _) = await TwoAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(host)));
        Assert.HasCount(1, answers.Select(answer => (string)answer.Json["userId"]!).Distinct(StringComparer.Ordinal));
        Assert.HasCount(1, _service.Identities);
        foreach (var answer in answers)
        {
            Assert.IsTrue(await OpensAsync(host, answer));
        }
    }

    [TestMethod]
    public async Task An_identity_that_was_deleted_by_other_means_is_made_anew()
    {
        var (host, _) = await TwoAsync();
        var lost = (string)(await AskAsync(host)).Json["userId"]!;
        _service.Forget(lost);
        var asked = await AskAsync(host);
        Assert.AreNotEqual(lost, (string?)asked.Json["userId"]);
        Assert.IsTrue(await OpensAsync(host, asked));
    }

    [TestMethod]
    public async Task A_service_that_fails_is_said_so_and_the_room_works()
    {
        var (host, _) = await TwoAsync();
        _service.Failing = 403;
        var refused = await AskAsync(host);
        refused.IsRefused(503, "CALL_UNAVAILABLE");
        Assert.IsNotNull(refused.Headers.RetryAfter);
        Assert.AreEqual(201, (await host.PostAsync("chat", new { text = "Still here" }, Stop)).Status);
        _service.Failing = null;
        Assert.AreEqual(200, (await AskAsync(host)).Status);
    }

    [TestMethod]
    public async Task I2_a_revocation_that_fails_is_tried_until_it_works()
    {
        var (host, guest) = await TwoAsync();
        var theirs = await AskAsync(guest);
        _service.Failing = 403;
        Assert.AreEqual(200, (await host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Stop)).Status, "A removal does not wait for Azure.");
        while (_service.Failures < 3)
        {
            await Task.Delay(10, Stop);
        }

        _service.Failing = null;
        await GoneAsync(guest, theirs);
    }

    [TestMethod]
    public async Task I2_a_revocation_that_the_queue_gave_up_comes_back_while_a_token_may_be_alive()
    {
        var (host, guest) = await TwoAsync();
        var theirs = await AskAsync(guest);
        _service.Failing = 403;
        await guest.PostAsync("leave", cancellationToken: Stop);
        while (_service.Failures < CustomHandler.MaxDequeueCount)
        {
            await Task.Delay(10, Stop);
        }

        // As the queue does once it has given up; the message it makes of it is seen only later.
        await App.Services.GetRequiredService<AcsCalls>().HandlePoisonAsync(new RevokeCallMessage(guest.RoomId, Clock.GetUtcNow() + AcsCalls.TokenLifetime), Stop);
        _service.Failing = null;
        Clock.Advance(TimeSpan.FromMinutes(5));
        await GoneAsync(guest, theirs);
        Assert.AreEqual(200, (await AskAsync(host)).Status);
    }

    [TestMethod]
    public async Task Only_pages_of_this_provider_may_connect_to_its_service()
    {
        await using var mesh = await App.StartAsync();
        Assert.Contains("connect-src 'self';", await PolicyAsync(mesh));
        Assert.Contains("connect-src 'self' https://*.skype.com ", await PolicyAsync(App));
        async Task<string> PolicyAsync(App app) => string.Concat((await app.Http.GetAsync("/", Stop)).Headers.GetValues("Content-Security-Policy"));
    }

    [TestMethod]
    public async Task Settings_that_cannot_work_keep_the_app_from_starting()
    {
        foreach (var (settings, said) in new (string[], string)[]
        {
            (["Calls:Provider=zoom"], "mesh or acs"),
            (["Calls:Provider=acs"], "neither Calls:ConnectionString nor Calls:Endpoint"),
            (["Calls:Provider=acs", "Calls:ConnectionString=endpoint=https://c.example"], "no accesskey"),
            (["Calls:Provider=acs", "Calls:Endpoint=http://c.example"], "https://"),
        })
        {
            var failure = await Assert.ThrowsAsync<Exception>(() => App.StartAsync(null, null, settings), string.Join(' ', settings));
            Assert.Contains(said, failure.Message);
        }
    }
}
