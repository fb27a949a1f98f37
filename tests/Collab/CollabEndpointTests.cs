using System.Net.Http.Headers;
using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>The wire of docs/protocol.md, section Documents, on the real app.</summary>
[TestClass]
public sealed class CollabEndpointTests
{
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task An_entry_is_durable_and_readable_before_the_others_hear_of_it_and_its_author_does_not()
    {
        var (host, guest) = await TwoAsync();
        await using var hostEar = await HubEar.OpenAsync(_app.Url, host.Token, Stop);
        await using var guestEar = await HubEar.OpenAsync(_app.Url, guest.Token, Stop);
        var typist = new Typist(host.ClientId);
        byte[] frames = [];
        for (var seq = 2; seq <= 4; seq++)
        {
            frames = typist.Type();
            var answer = await WriteAsync(host, typist.Batch, frames, AwarenessOf(host.ClientId));
            Assert.AreEqual(200, answer.Status, answer.Text);
            Assert.AreEqual(seq, (int)answer.Json["seq"]!);
            await guestEar.WaitForAsync("update", seq - 1, Stop);
            var heard = guestEar.Events("update")[^1];
            Assert.AreEqual("code", (string?)heard["doc"]);
            Assert.AreEqual(seq, (int)heard["seq"]!);
            Assert.AreEqual(host.ClientId, (int)heard["by"]!);
            CollectionAssert.AreEqual(frames, Convert.FromBase64String((string)heard["data"]!));
            CollectionAssert.AreEqual(AwarenessOf(host.ClientId), Convert.FromBase64String((string)heard["awareness"]!));
        }

        var again = await WriteAsync(host, 3, frames);
        Assert.AreEqual(4, (int)again.Json["seq"]!, "The same batch again is only answered.");
        var guestsTurn = new Typist(guest.ClientId);
        await WriteAsync(guest, 1, guestsTurn.Type());
        await hostEar.WaitForAsync("update", 1, Stop);
        Assert.AreEqual(5, (int)hostEar.Events("update").Single()["seq"]!);
        Assert.HasCount(3, guestEar.Events("update"));
    }

    [TestMethod]
    public async Task A_read_answers_the_entries_after_a_seq_and_says_where_the_log_ends()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var typist = new Typist(host.ClientId);
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(host, typist.Batch + 1, typist.Type());
        }

        var whole = await host.GetAsync("docs/code", Stop);
        Assert.AreEqual("6", whole.Headers.GetValues("X-Seq").Single());
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5, 6 }, Entries(whole).Select(entry => entry.Seq).ToArray());
        Assert.AreEqual(Seed.ClientId, Entries(whole)[0].By);
        CollectionAssert.AreEqual(new[] { 5, 6 }, Entries(await host.GetAsync("docs/code?after=4&snapshot=1", Stop)).Select(entry => entry.Seq).ToArray());
        var nothing = await host.GetAsync("docs/code?after=6", Stop);
        Assert.AreEqual(("6", 0), (nothing.Headers.GetValues("X-Seq").Single(), nothing.Bytes.Length));
    }

    [TestMethod]
    public async Task A_long_log_is_compacted_by_itself_and_a_late_joiner_gets_one_entry_for_it()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var log = (UpdateLog)_app.Services.GetService(typeof(UpdateLog))!;
        var key = new DocumentKey(host.RoomId, "code");
        var typist = new Typist(host.ClientId);
        for (var i = 0; i < 300; i++)
        {
            await log.AppendAsync(key, DocumentPolicy.Code, host.ClientId, typist.Batch + 1, typist.Type(), DateTimeOffset.UnixEpoch, Stop);
        }

        for (var deadline = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(20, Stop))
        {
            var entries = Entries(await host.GetAsync("docs/code?after=0&snapshot=1", Stop));
            if (entries.Count < 301)
            {
                Assert.AreEqual((Seed.ClientId, 301), (entries[0].By, entries[^1].Seq));
                Assert.HasCount(301 - entries[0].Seq + 1, entries);
                break;
            }

            Assert.IsLessThan(deadline, DateTime.UtcNow, "Nothing was compacted.");
        }
    }

    [TestMethod]
    public async Task C4_an_observer_reads_and_does_not_write()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var observer = await host.LetInAsync("observer", "Olga", Stop);
        (await WriteAsync(observer, 1, new Typist(observer.ClientId).Type())).IsRefused(403, "READ_ONLY");
        Assert.HasCount(1, Entries(await observer.GetAsync("docs/code", Stop)));
    }

    [TestMethod]
    public async Task C5_notes_are_not_there_for_a_candidate_and_travel_to_no_candidate()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var candidate = await host.LetInAsync("candidate", "Cem", Stop);
        var interviewer = await host.LetInAsync("interviewer", "Ida", Stop);
        await using var candidateEar = await HubEar.OpenAsync(_app.Url, candidate.Token, Stop);
        await using var interviewerEar = await HubEar.OpenAsync(_app.Url, interviewer.Token, Stop);
        var secret = new Update(host.ClientId, 0).TextIn("default", "no hire").Bytes();
        Assert.AreEqual(200, (await WriteAsync(host, 1, Update.Batch(secret), doc: "notes")).Status);
        Assert.AreEqual(204, (await host.PostAsync("docs/notes/awareness", AwarenessOf(host.ClientId), Stop)).Status);
        await interviewerEar.WaitForAsync("awareness", 1, Stop);
        Assert.HasCount(1, interviewerEar.Events("update"));

        (await candidate.GetAsync("docs/notes", Stop)).IsRefused(404, "DOCUMENT_NOT_FOUND");
        (await candidate.GetAsync("docs/nothing", Stop)).IsRefused(404, "DOCUMENT_NOT_FOUND");
        (await WriteAsync(candidate, 1, Update.Batch(secret), doc: "notes")).IsRefused(404, "DOCUMENT_NOT_FOUND");
        (await candidate.PostAsync("docs/notes/awareness", AwarenessOf(candidate.ClientId), Stop)).IsRefused(404, "DOCUMENT_NOT_FOUND");
        await WriteAsync(host, 1, new Typist(host.ClientId).Type());
        await candidateEar.WaitForAsync("update", 1, Stop);
        Assert.IsFalse(candidateEar.Everything.Contains("notes", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Batches_out_of_bounds_are_refused_and_change_nothing()
    {
        var (host, guest) = await TwoAsync();
        var typist = new Typist(host.ClientId);
        var frames = typist.Type();
        (await WriteAsync(host, 0, frames)).IsRefused(400, "BAD_REQUEST");
        (await WriteAsync(host, 2, frames)).IsRefused(422, "BATCH_GAP");
        (await WriteAsync(host, 1, [])).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(host, 1, new byte[(60 * 1024) + 1])).IsRefused(413, "TOO_LARGE");
        (await WriteAsync(host, 1, frames, author: guest.ClientId)).IsRefused(409, "AUTHOR_PRESENT");
        (await WriteAsync(host, 1, frames, author: 99)).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(host, 1, frames, author: Seed.ClientId)).IsRefused(422, "UPDATE_REFUSED");
        (await WriteAsync(host, 1, frames, AwarenessOf(guest.ClientId))).IsRefused(422, "AWARENESS_REFUSED");
        (await WriteAsync(host, 1, frames, new byte[4000])).IsRefused(422, "AWARENESS_REFUSED");
        (await WriteAsync(host, 1, Update.Batch(new Update(guest.ClientId, 0).TextIn("file:main", "x").Bytes()))).IsRefused(422, "UPDATE_REFUSED");
        Assert.HasCount(1, Entries(await host.GetAsync("docs/code", Stop)));

        var full = new Update(host.ClientId, 0).TextIn("file:main", new string('x', (60 * 1024) - 60)).Bytes();
        Assert.AreEqual(200, (await WriteAsync(host, 1, Update.Batch(full))).Status);
    }

    [TestMethod]
    public async Task An_outbox_that_outlived_its_page_is_taken_from_the_next_one()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var earlier = new Typist(host.ClientId);
        await WriteAsync(host, 1, earlier.Type());
        var unsent = earlier.Type();
        Assert.AreEqual(200, (await host.RejoinAsync(Stop)).Status);
        Assert.AreNotEqual(earlier.Client, host.ClientId);
        Assert.AreEqual(3, (int)(await WriteAsync(host, 2, unsent, author: earlier.Client)).Json["seq"]!);
        Assert.AreEqual(4, (int)(await WriteAsync(host, 1, new Typist(host.ClientId).Type())).Json["seq"]!);
        CollectionAssert.AreEqual(new[] { 0, earlier.Client, earlier.Client, host.ClientId }, Entries(await host.GetAsync("docs/code", Stop)).Select(entry => entry.By).ToArray());
    }

    [TestMethod]
    public async Task Writing_faster_than_ten_batches_a_second_is_held_back_and_says_for_how_long()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var typist = new Typist(host.ClientId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => WriteAsync(host, 1, [0])));
        var held = answers.First(answer => answer.Status == 429);
        held.IsRefused(429, "RATE_LIMITED");
        Assert.IsTrue(held.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        for (var deadline = DateTime.UtcNow.AddSeconds(20); (await WriteAsync(host, 1, typist.Type())).Status == 429; await Task.Delay(100, Stop))
        {
            Assert.IsLessThan(deadline, DateTime.UtcNow);
            typist = new Typist(host.ClientId);
        }
    }

    [TestMethod]
    public async Task An_awareness_update_speaks_for_its_own_page_only()
    {
        var (host, guest) = await TwoAsync();
        await using var guestEar = await HubEar.OpenAsync(_app.Url, guest.Token, Stop);
        foreach (var update in new[] { AwarenessOf(guest.ClientId), [], [1], [.. AwarenessOf(host.ClientId), 0], [0], Two(host.ClientId, guest.ClientId), NoJson(host.ClientId) })
        {
            (await host.PostAsync("docs/code/awareness", update, Stop)).IsRefused(422, "AWARENESS_REFUSED");
        }

        (await host.PostAsync("docs/code/awareness", new byte[5000], Stop)).IsRefused(413, "TOO_LARGE");
        Assert.AreEqual(204, (await host.PostAsync("docs/code/awareness", AwarenessOf(host.ClientId), Stop)).Status);
        await guestEar.WaitForAsync("awareness", 1, Stop);
        Assert.AreEqual(host.ClientId, (int)guestEar.Events("awareness").Single()["by"]!);
    }

    [TestMethod]
    public async Task Only_two_trusted_people_report_an_entry_away()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        var candidate = await host.LetInAsync("candidate", "Cem", Stop);
        var interviewer = await host.LetInAsync("interviewer", "Ida", Stop);
        await WriteAsync(candidate, 1, new Typist(candidate.ClientId).Type());
        (await host.PostAsync("docs/code/reports", new { seq = 9 }, Stop)).IsRefused(404, "ENTRY_NOT_FOUND");
        foreach (var (person, empty) in new[] { (candidate, false), (host, false), (host, false), (interviewer, true) })
        {
            Assert.AreEqual(204, (await person.PostAsync("docs/code/reports", new { seq = 2 }, Stop)).Status);
            Assert.AreEqual(empty, Entries(await host.GetAsync("docs/code?after=1", Stop)).Single().Frames.IsEmpty);
        }
    }

    private static byte[] AwarenessOf(int client)
    {
        var update = new YWriter();
        update.UInt(1);
        update.UInt(client);
        update.UInt(1);
        update.Text("{\"cursor\":null}");
        return update.ToArray();
    }

    private static byte[] Two(int client, int other) => [2, .. AwarenessOf(client).AsSpan(1), .. AwarenessOf(other).AsSpan(1)];

    private static byte[] NoJson(int client) => [1, (byte)client, 1, 2, (byte)'{', (byte)'{'];

    private static List<LogEntry> Entries(Answer answer)
    {
        Assert.AreEqual(200, answer.Status, answer.Text);
        List<LogEntry> entries = [];
        for (var position = 0; position < answer.Bytes.Length;)
        {
            entries.Add(LogEntry.Read(answer.Bytes, ref position));
        }

        return entries;
    }

    private async Task<(Person Host, Person Guest)> TwoAsync()
    {
        var host = await Person.CreateAsync(_app.Http, cancellationToken: Stop);
        return (host, await host.LetInAsync(cancellationToken: Stop));
    }

    private async Task<Answer> WriteAsync(Person person, int batch, byte[] frames, byte[]? awareness = null, int? author = null, string doc = "code")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{person.RoomId}/docs/{doc}/updates?batch={batch}" + (author is { } by ? $"&author={by}" : ""));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        request.Content = new ByteArrayContent(frames) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        if (awareness is not null)
        {
            request.Headers.Add("X-Awareness", Convert.ToBase64String(awareness));
        }

        using var answer = await person.Http.SendAsync(request, Stop);
        return await Answer.ReadAsync(answer, Stop);
    }
}
