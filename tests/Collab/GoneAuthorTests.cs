using System.Net.Http.Headers;
using CodeMeet.Rooms;

namespace CodeMeet.Tests.Collab;

/// <summary>Edits that a page got directly from another one, brought to the log when the other is gone.</summary>
[TestClass]
public sealed class GoneAuthorTests
{
    private readonly Clock _clock = new();
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync(_clock);

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task C2_what_an_author_who_is_away_wrote_is_taken_from_whoever_saw_it_and_once_from_all()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var author = await host.LetInAsync(cancellationToken: Stop);
        var peer = await host.LetInAsync("interviewer", "Ida", Stop);
        var typist = new Typist(author.ClientId);
        Assert.AreEqual(200, (await WriteAsync(author, 1, typist.Type(), author.ClientId)).Status);
        var (second, third) = (typist.Type(), typist.Type());
        (await WriteAsync(peer, 2, second, author.ClientId)).IsRefused(409, "AUTHOR_PRESENT");

        await AwayAsync(host, peer);
        (await WriteAsync(peer, 3, third, author.ClientId)).IsRefused(422, "BATCH_GAP");
        var answers = await Task.WhenAll(WriteAsync(host, 2, second, author.ClientId), WriteAsync(peer, 2, second, author.ClientId));
        Assert.AreEqual("200 3, 200 3", string.Join(", ", answers.Select(answer => $"{answer.Status} {answer.Json["seq"]}")));

        // The author is back: what it still believes unsent is known, and it goes on.
        Assert.AreEqual(3, (int)(await WriteAsync(author, 2, second, author.ClientId)).Json["seq"]!);
        Assert.AreEqual(4, (int)(await WriteAsync(author, 3, third, author.ClientId)).Json["seq"]!);
    }

    [TestMethod]
    public async Task C2_a_page_that_was_superseded_or_whose_person_left_is_gone_at_once()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var guest = await host.LetInAsync(cancellationToken: Stop);
        var superseded = new Typist(guest.ClientId);
        Assert.AreEqual(200, (await guest.RejoinAsync(Stop)).Status);
        Assert.AreEqual(200, (await WriteAsync(host, 1, superseded.Type(), superseded.Client)).Status);

        var left = new Typist(guest.ClientId);
        (await WriteAsync(host, 1, left.Type(), left.Client)).IsRefused(409, "AUTHOR_PRESENT");
        Assert.AreEqual(200, (await guest.PostAsync("leave", cancellationToken: Stop)).Status);
        left = new Typist(guest.ClientId);
        Assert.AreEqual(200, (await WriteAsync(host, 1, left.Type(), left.Client)).Status);
    }

    [TestMethod]
    public async Task C4_nobody_writes_by_anothers_hand_who_may_not_write_and_nobody_who_may_not_write_is_a_hand()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var observer = await host.LetInAsync("observer", "Olga", Stop);
        var candidate = await host.LetInAsync("candidate", "Cem", Stop);
        var removed = await host.LetInAsync("interviewer", "Rob", Stop);
        Assert.AreEqual(200, (await host.PostAsync($"participants/{removed.Id}/remove", cancellationToken: Stop)).Status);
        await AwayAsync(host, observer);
        (await WriteAsync(host, 1, new Typist(observer.ClientId).Type(), observer.ClientId)).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(observer, 1, new Typist(candidate.ClientId).Type(), candidate.ClientId)).IsRefused(403, "READ_ONLY");
        (await WriteAsync(host, 1, new Typist(removed.ClientId).Type(), removed.ClientId)).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(removed, 1, new Typist(candidate.ClientId).Type(), candidate.ClientId)).IsRefused(403, "REMOVED");

        var note = Update.Batch(new Update(candidate.ClientId, 0).TextIn("default", "x").Bytes());
        (await WriteAsync(host, 1, note, candidate.ClientId, "notes")).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(candidate, 1, note, host.ClientId, "notes")).IsRefused(404, "DOCUMENT_NOT_FOUND");
        Assert.AreEqual(200, (await host.PostAsync($"participants/{candidate.Id}/lobby", cancellationToken: Stop)).Status);
        (await WriteAsync(host, 1, new Typist(candidate.ClientId).Type(), candidate.ClientId)).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(candidate, 1, new Typist(host.ClientId).Type(), host.ClientId)).IsRefused(403, "WAITING");
    }

    /// <summary>Lets everybody's heartbeat run out but theirs.</summary>
    private async Task AwayAsync(params Person[] present)
    {
        _clock.Advance(Presence.Away + TimeSpan.FromSeconds(1));
        foreach (var person in present)
        {
            Assert.AreEqual(200, (await person.PostAsync("heartbeat", cancellationToken: Stop)).Status);
        }
    }

    private async Task<Answer> WriteAsync(Person person, int batch, byte[] frames, int author, string doc = "code")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{person.RoomId}/docs/{doc}/updates?batch={batch}&author={author}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        request.Content = new ByteArrayContent(frames) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var answer = await person.Http.SendAsync(request, Stop);
        return await Answer.ReadAsync(answer, Stop);
    }
}
