namespace CodeMeet.Tests.Calls;

/// <summary>Who gets what a call takes, for how long, and how it is taken back: the same with every provider, on the real app.</summary>
public abstract class CallProviderContract
{
    public TestContext TestContext { get; set; } = null!;

    protected CancellationToken Stop => TestContext.CancellationToken;

    private protected Clock Clock { get; } = new();

    private protected App App { get; private set; } = null!;

    [TestInitialize]
    public async Task StartAsync() => App = await App.StartAsync(Clock, null, await SettingsAsync());

    [TestCleanup]
    public async Task StopAsync()
    {
        await App.DisposeAsync();
        await StopServiceAsync();
    }

    private protected abstract Task<string[]> SettingsAsync();

    private protected virtual Task StopServiceAsync() => Task.CompletedTask;

    /// <summary>What <paramref name="page"/> would go into the call with.</summary>
    private protected abstract Task<Answer> AskAsync(Person page);

    /// <summary>When what was asked for ends.</summary>
    private protected abstract DateTimeOffset ExpiryOf(Answer asked);

    /// <summary>Whether somebody who kept <paramref name="asked"/> and their token could be in the call now, as its provider itself would judge.</summary>
    private protected abstract Task<bool> OpensAsync(Person page, Answer asked);

    [TestMethod]
    public async Task Every_seated_page_gets_credentials_of_its_own_that_no_cache_keeps()
    {
        var (host, guest) = await TwoAsync("observer");
        var (hers, theirs) = (await AskAsync(host), await AskAsync(guest));
        Assert.AreEqual("no-store", hers.Headers.CacheControl?.ToString());
        Assert.AreNotEqual(hers.Text, theirs.Text);
        Assert.IsTrue(await OpensAsync(host, hers));
        Assert.IsTrue(await OpensAsync(guest, theirs), "Observers see and hear the call.");
    }

    [TestMethod]
    public async Task Credentials_run_out_and_can_be_had_anew_while_there_is_a_seat()
    {
        var (host, _) = await TwoAsync();
        var asked = await AskAsync(host);
        Assert.IsLessThanOrEqualTo(TimeSpan.FromHours(2), ExpiryOf(asked) - Clock.GetUtcNow());
        Clock.Advance(ExpiryOf(asked) - Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.IsFalse(await OpensAsync(host, asked));
        Assert.IsTrue(await OpensAsync(host, await AskAsync(host)));
    }

    [TestMethod]
    public async Task I2_whoever_has_no_seat_gets_none()
    {
        var host = await Person.CreateAsync(App.Http, "interview", cancellationToken: Stop);
        var candidate = await host.LetInAsync("candidate", "Cem", Stop);
        (await AskAsync(candidate)).IsRefused(403, "WAITING");

        var (interviewer, leaver) = (await host.LetInAsync("interviewer", "Ida", Stop), await host.LetInAsync("interviewer", "Lea", Stop));
        var older = interviewer.Token;
        await interviewer.RejoinAsync(Stop);
        var newer = interviewer.Token;
        interviewer.Token = older;
        (await AskAsync(interviewer)).IsRefused(409, "SUPERSEDED");
        interviewer.Token = newer;

        var stranger = await Person.CreateAsync(App.Http, cancellationToken: Stop);
        stranger.Token = newer;
        (await AskAsync(stranger)).IsRefused(403, "WRONG_ROOM");
        await leaver.PostAsync("leave", cancellationToken: Stop);
        (await AskAsync(leaver)).IsRefused(403, "LEFT");
        await host.PostAsync($"participants/{interviewer.Id}/remove", cancellationToken: Stop);
        (await AskAsync(interviewer)).IsRefused(403, "REMOVED");
        await host.PostAsync("end", cancellationToken: Stop);
        (await AskAsync(host)).IsRefused(410, "ROOM_ENDED");
    }

    [TestMethod]
    [DataRow("removed")]
    [DataRow("left")]
    [DataRow("superseded")]
    [DataRow("sent to the lobby")]
    public async Task I2_what_somebody_was_given_is_worth_nothing_once_they_are(string out_)
    {
        var (host, guest) = await TwoAsync();
        await host.LetInAsync("interviewer", "Ida", Stop);
        var (hers, theirs) = (await AskAsync(host), await AskAsync(guest));
        var before = guest.Token;
        Assert.AreEqual(200, (await (out_ switch
        {
            "removed" => host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Stop),
            "left" => guest.PostAsync("leave", cancellationToken: Stop),
            "superseded" => guest.RejoinAsync(Stop),
            _ => host.PostAsync($"participants/{guest.Id}/lobby", cancellationToken: Stop),
        })).Status);
        var after = guest.Token;
        guest.Token = before;
        await GoneAsync(guest, theirs);
        Assert.IsTrue(await OpensAsync(host, hers), "Nobody else notices.");
        if (out_ is "superseded")
        {
            guest.Token = after;
            Assert.IsTrue(await OpensAsync(guest, await AskAsync(guest)));
        }
    }

    [TestMethod]
    public async Task I2_the_end_of_a_room_ends_what_everybody_was_given_however_often_it_is_ended()
    {
        var (host, guest) = await TwoAsync();
        var (hers, theirs) = (await AskAsync(host), await AskAsync(guest));
        for (var i = 0; i < 2; i++)
        {
            await host.PostAsync("end", cancellationToken: Stop);
            await GoneAsync(host, hers);
            await GoneAsync(guest, theirs);
        }
    }

    private protected async Task<(Person Host, Person Guest)> TwoAsync(string role = "candidate")
    {
        var host = await Person.CreateAsync(App.Http, cancellationToken: Stop);
        return (host, await host.LetInAsync(role, "Grace", Stop));
    }

    private protected async Task GoneAsync(Person page, Answer asked)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (await OpensAsync(page, asked))
        {
            Assert.IsLessThan(deadline, DateTime.UtcNow, "It still opens the call.");
            await Task.Delay(500, Stop); // Asking costs some of what a page may signal.
        }
    }
}
