using System.Net.Http.Headers;
using System.Text;
using CodeMeet.Calls;
using CodeMeet.Tests.Collab;

namespace CodeMeet.Tests.Calls;

/// <summary>Signals between the pages of a room, on the real app: who may send to whom, and that nobody else hears a byte of it.</summary>
[TestClass]
public sealed class SignalTests
{
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task A_signal_reaches_the_one_page_it_is_for_and_says_truly_whose_it_is()
    {
        var host = await HostAsync();
        var (guest, observer) = (await host.LetInAsync("candidate", "Cem", Stop), await host.LetInAsync("observer", "Olga", Stop));
        await using var hostEar = await HubEar.OpenAsync(_app.Url, host.Token, Stop);
        await using var guestEar = await HubEar.OpenAsync(_app.Url, guest.Token, Stop);
        await using var observerEar = await HubEar.OpenAsync(_app.Url, observer.Token, Stop);

        Assert.AreEqual(204, (await SignalAsync(host, guest.ClientId, "v=0\r\n\"offer\"")).Status);
        Assert.AreEqual(204, (await SignalAsync(observer, guest.ClientId, "from the observer")).Status, "Observers see and hear the call.");
        await guestEar.WaitForAsync("signal", 2, Stop);
        CollectionAssert.AreEqual(new[] { (host.ClientId, "v=0\r\n\"offer\""), (observer.ClientId, "from the observer") },
            guestEar.Events("signal").Select(signal => ((int)signal["from"]!, (string)signal["data"]!)).ToArray());

        // What was sent to everybody afterwards is there; so would be a signal that went astray.
        await host.PostAsync("chat", new { text = "done" }, Stop);
        await hostEar.WaitForAsync("chat", 1, Stop);
        await observerEar.WaitForAsync("chat", 1, Stop);
        Assert.IsEmpty(hostEar.Events("signal"));
        Assert.IsEmpty(observerEar.Events("signal"));
    }

    [TestMethod]
    public async Task Only_the_newest_page_of_a_seated_participant_of_this_room_is_signalled()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Cem", Stop);
        var elsewhere = await HostAsync();
        await elsewhere.LetInAsync("candidate", "Bo", Stop);
        await elsewhere.LetInAsync("interviewer", "Cy", Stop);
        foreach (var to in new[] { 0, -1, int.MaxValue, 99, host.ClientId, 3 })
        {
            (await SignalAsync(host, to)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
        }

        var old = guest.ClientId;
        await guest.RejoinAsync(Stop);
        await using var guestEar = await HubEar.OpenAsync(_app.Url, guest.Token, Stop);
        (await SignalAsync(host, old)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
        Assert.AreEqual(204, (await SignalAsync(host, guest.ClientId, "new")).Status);
        await guestEar.WaitForAsync("signal", 1, Stop);
        Assert.AreEqual("new", (string?)guestEar.Events("signal").Single()["data"]);

        await guest.PostAsync("leave", cancellationToken: Stop);
        (await SignalAsync(host, guest.ClientId)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
    }

    [TestMethod]
    public async Task Whoever_waits_is_signalled_by_nobody_and_signals_nobody()
    {
        var host = await Person.CreateAsync(_app.Http, "interview", cancellationToken: Stop);
        var candidate = await host.LetInAsync("candidate", "Cem", Stop);
        (await SignalAsync(candidate, host.ClientId)).IsRefused(403, "WAITING");
        (await candidate.GetAsync("ice", Stop)).IsRefused(403, "WAITING");
        (await SignalAsync(host, candidate.ClientId)).IsRefused(404, "PARTICIPANT_NOT_FOUND");

        // Somebody sent back to the lobby keeps the client id, and is out of reach all the same.
        await host.PostAsync("start", cancellationToken: Stop);
        await host.PostAsync($"participants/{candidate.Id}/admit", cancellationToken: Stop);
        await candidate.RejoinAsync(Stop);
        Assert.AreEqual(204, (await SignalAsync(host, candidate.ClientId)).Status);
        await host.PostAsync($"participants/{candidate.Id}/lobby", cancellationToken: Stop);
        (await SignalAsync(host, candidate.ClientId)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
        (await SignalAsync(candidate, host.ClientId)).IsRefused(403, "WAITING");
    }

    [TestMethod]
    public async Task I2_who_is_out_neither_signals_nor_gets_credentials()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Cem", Stop);
        var leaver = await host.LetInAsync("interviewer", "Ida", Stop);
        var older = host.Token;
        await host.RejoinAsync(Stop);
        var newer = host.Token;

        host.Token = older;
        await NeitherAsync(host, guest.ClientId, 409, "SUPERSEDED");
        host.Token = newer[..^2] + (newer[^2] is 'A' ? 'B' : 'A') + newer[^1];
        await NeitherAsync(host, guest.ClientId, 401, "TOKEN_INVALID");
        host.Token = leaver.Token;
        Assert.AreEqual(204, (await SignalAsync(host, guest.ClientId)).Status, "A token is whoever holds it.");
        host.Token = newer;

        var stranger = await HostAsync();
        stranger.Token = newer;
        await NeitherAsync(stranger, guest.ClientId, 403, "WRONG_ROOM");

        await leaver.PostAsync("leave", cancellationToken: Stop);
        await NeitherAsync(leaver, guest.ClientId, 403, "LEFT");
        await host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Stop);
        await NeitherAsync(guest, host.ClientId, 403, "REMOVED");
        (await SignalAsync(host, guest.ClientId)).IsRefused(404, "PARTICIPANT_NOT_FOUND");
        await host.PostAsync("end", cancellationToken: Stop);
        await NeitherAsync(host, guest.ClientId, 410, "ROOM_ENDED");
    }

    [TestMethod]
    public async Task A_signal_that_is_too_large_is_refused_before_it_is_read_and_an_empty_one_too()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Cem", Stop);
        Assert.AreEqual(204, (await SignalAsync(host, guest.ClientId, new string('\n', CallEndpoints.SignalBytes))).Status, "All of it line ends: two bytes each.");
        (await SignalAsync(host, guest.ClientId, new string('x', CallEndpoints.SignalBytes + 1))).IsRefused(413, "TOO_LARGE");
        (await SignalAsync(host, guest.ClientId, new string('é', (CallEndpoints.SignalBytes / 2) + 1))).IsRefused(413, "TOO_LARGE");
        (await SignalAsync(host, guest.ClientId, "")).IsRefused(400, "BAD_REQUEST");
        (await host.PostAsync("signals", new { to = guest.ClientId }, Stop)).IsRefused(400, "BAD_REQUEST");

        // Promises a lot and sends nothing of it: an answer comes only if nobody waits for the body.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{host.RoomId}/signals") { Content = new EndlessContent(512 * 1024) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        request.Headers.ExpectContinue = true;
        using var answer = await _app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        (await Answer.ReadAsync(answer, Stop)).IsRefused(413, "TOO_LARGE");
    }

    [TestMethod]
    public async Task A_flood_of_signals_is_told_when_to_go_on_and_does_not_stop_others()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync("candidate", "Cem", Stop);
        Answer last;
        var sent = 0;
        do
        {
            last = await SignalAsync(host, guest.ClientId);
        }
        while (last.Status == 204 && ++sent <= 2 * SignalRates.Burst);

        last.IsRefused(429, "RATE_LIMITED");
        Assert.IsGreaterThan(TimeSpan.Zero, last.Headers.RetryAfter!.Delta!.Value);
        Assert.IsGreaterThanOrEqualTo(SignalRates.Burst, sent);
        Assert.AreEqual(204, (await SignalAsync(guest, host.ClientId)).Status);
    }

    private Task<Person> HostAsync() => Person.CreateAsync(_app.Http, cancellationToken: Stop);

    private Task<Answer> SignalAsync(Person from, int to, string data = "data") => from.PostAsync("signals", new { to, data }, Stop);

    private async Task NeitherAsync(Person person, int to, int status, string code)
    {
        (await SignalAsync(person, to)).IsRefused(status, code);
        (await person.GetAsync("ice", Stop)).IsRefused(status, code);
    }

    /// <summary>A body of a known length that never comes.</summary>
    private sealed class EndlessContent(long length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => Task.Delay(Timeout.Infinite);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = Encoding.UTF8.WebName };
            return true;
        }
    }
}
