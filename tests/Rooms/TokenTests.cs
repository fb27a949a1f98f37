using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CodeMeet.Platform;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CodeMeet.Tests.Rooms;

/// <summary>Rules I1, I2 and C4 over every endpoint of a room: what each kind of caller is answered.</summary>
[TestClass]
public sealed class TokenTests
{
    /// <summary>Every endpoint below <c>/api/rooms/{id}</c> with a body it would take. A new endpoint that is missing here fails <see cref="Every_room_endpoint_is_listed"/>.</summary>
    private static readonly (string Method, string Path, object? Body)[] s_endpoints =
    [
        ("GET", "", null),
        ("POST", "heartbeat", null),
        ("POST", "leave", null),
        ("GET", "timeline", null),
        ("POST", "start", null),
        ("POST", "pause", null),
        ("POST", "resume", null),
        ("POST", "lock", null),
        ("POST", "unlock", null),
        ("POST", "end", null),
        ("POST", "participants/{participantId}/admit", null),
        ("POST", "participants/{participantId}/remove", null),
        ("POST", "participants/{participantId}/lobby", null),
        ("GET", "invites", null),
        ("POST", "invites", new { role = "candidate" }),
        ("DELETE", "invites/{inviteId}", null),
        ("POST", "docs/{doc}/updates", Array.Empty<byte>()),
        ("GET", "docs/{doc}", null),
        ("POST", "docs/{doc}/awareness", Array.Empty<byte>()),
        ("POST", "docs/{doc}/reports", new { seq = 1 }),
        ("POST", "signals", new { to = 1, data = "x" }),
        ("GET", "ice", null),
        ("GET", "call", null),
        ("POST", "runs", new { language = "python", files = new[] { new { path = "main.py", text = "" } } }),
        ("GET", "runs", null),
        ("GET", "runs/{runId}", null),
        ("GET", "runs/{runId}/source", null),
        ("POST", "runs/{runId}/cancel", null),
        ("POST", "runs/{runId}/input", new { text = "5\n" }),
        ("POST", "chat", new { text = "hello" }),
    ];

    /// <summary>What people who wait, and rooms that are over, still answer: where one stands, and the way out. Ending twice answers the first end.</summary>
    private static readonly string[] s_openToWaiting = ["", "heartbeat", "leave"];
    private static readonly string[] s_openWhenOver = ["", "heartbeat", "leave", "end"];

    private readonly Clock _clock = new();
    private App _app = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync() => _app = await App.StartAsync(_clock);

    [TestCleanup]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestMethod]
    public async Task Every_room_endpoint_is_listed()
    {
        var document = JsonNode.Parse(await _app.Http.GetStringAsync("/api/openapi.json", Ct))!;
        var mapped = document["paths"]!.AsObject()
            .Where(path => path.Key.StartsWith("/api/rooms/{roomId}", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key["/api/rooms/{roomId}".Length..].Trim('/')}"))
            .Where(name => name is not "POST join")
            .ToArray();
        CollectionAssert.AreEquivalent(s_endpoints.Select(e => $"{e.Method} {e.Path}").ToArray(), mapped);
    }

    [TestMethod]
    public async Task Without_a_token_nothing_answers() => await EverywhereAsync((await HostAsync()).RoomId, null, 401, "TOKEN_MISSING");

    [TestMethod]
    public async Task C4_wrong_room() => await EverywhereAsync((await HostAsync()).RoomId, (await HostAsync()).Token, 403, "WRONG_ROOM");

    [TestMethod]
    public async Task C4_superseded()
    {
        var host = await HostAsync();
        var older = host.Token;
        await host.RejoinAsync(Ct);
        await EverywhereAsync(host.RoomId, older, 409, "SUPERSEDED");
    }

    [TestMethod]
    public async Task C4_removed()
    {
        var host = await HostAsync();
        var guest = await host.LetInAsync(cancellationToken: Ct);
        await host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Ct);
        await EverywhereAsync(host.RoomId, guest.Token, 403, "REMOVED");
    }

    [TestMethod]
    public async Task C4_ended()
    {
        var host = await HostAsync();
        await host.PostAsync("end", cancellationToken: Ct);
        await EverywhereAsync(host.RoomId, host.Token, 410, "ROOM_ENDED", s_openWhenOver);
    }

    [TestMethod]
    public async Task C4_waiting()
    {
        var host = await Person.CreateAsync(_app.Http, "interview", cancellationToken: Ct);
        var candidate = await host.LetInAsync(cancellationToken: Ct);
        foreach (var (method, path, body) in s_endpoints.Where(e => !s_openToWaiting.Contains(e.Path)))
        {
            var answer = await SendAsync(host.RoomId, method, path, body, candidate.Token);
            Assert.AreEqual(403, answer.Status, $"{method} {path}: {answer.Text}");
            Assert.IsTrue(answer.Code is "WAITING" or "HOST_ONLY", $"{method} {path}: {answer.Text}");
        }
    }

    [TestMethod]
    public async Task C4_expired()
    {
        var host = await HostAsync();
        _clock.Advance(Tokens.RoomTokenLifetime + TimeSpan.FromSeconds(1));
        await EverywhereAsync(host.RoomId, host.Token, 401, "TOKEN_EXPIRED");
        (await host.RejoinAsync(Ct)).IsRefused(401, "TOKEN_EXPIRED");
    }

    [TestMethod]
    public async Task C4_forged()
    {
        var host = await HostAsync();
        var genuine = new JsonWebToken(host.Token);
        var parts = host.Token.Split('.');
        var otherKey = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Base64UrlEncoder.Decode(genuine.EncodedPayload), new SigningCredentials(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256));
        foreach (var forged in new[]
        {
            otherKey,
            $"{Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.",
            $"{parts[0]}.{Encode(Base64UrlEncoder.Decode(parts[1]).Replace(host.Id, "somebodyelse", StringComparison.Ordinal))}.{parts[2]}",
            parts[0] + "." + parts[1] + "." + new string('A', parts[2].Length),
            "not-a-token",
        })
        {
            await EverywhereAsync(host.RoomId, forged, 401, "TOKEN_INVALID");
        }
    }

    [TestMethod]
    public async Task C4_observer_reads_and_chats_but_changes_nothing()
    {
        var host = await HostAsync();
        var observer = await host.LetInAsync("observer", "Ob", Ct);
        foreach (var (path, body, code) in new (string, object?, string)[]
        {
            ("docs/code/updates?batch=1", new byte[] { 0, 2, 0, 0 }, "READ_ONLY"),
            ("runs", new { language = "python", files = new[] { new { path = "main.py", text = "" } } }, "READ_ONLY"),
            ("runs/abc/cancel", null, "READ_ONLY"),
            ("lock", null, "HOST_ONLY"),
            ("end", null, "HOST_ONLY"),
            ("invites", new { role = "candidate" }, "FORBIDDEN"),
            ($"participants/{host.Id}/remove", null, "FORBIDDEN"),
        })
        {
            (await observer.PostAsync(path, body, Ct)).IsRefused(403, code);
        }

        (await observer.PostAsync("chat", new { text = "psst", audience = "interviewers" }, Ct)).IsRefused(403, "FORBIDDEN");
        Assert.AreEqual(200, (await observer.GetAsync("docs/code", Ct)).Status);
        Assert.AreEqual(201, (await observer.PostAsync("chat", new { text = "hello" }, Ct)).Status);
    }

    [TestMethod]
    public async Task A_heartbeat_renews_a_token_at_half_its_life()
    {
        var host = await HostAsync();
        Assert.IsNull((await host.PostAsync("heartbeat", cancellationToken: Ct)).Json["token"]);
        _clock.Advance((Tokens.RoomTokenLifetime / 2) + TimeSpan.FromMinutes(1));
        host.Token = (string)(await host.PostAsync("heartbeat", cancellationToken: Ct)).Json["token"]!;
        _clock.Advance(Tokens.RoomTokenLifetime - TimeSpan.FromMinutes(2));
        Assert.AreEqual(200, (await host.PostAsync("heartbeat", cancellationToken: Ct)).Status);
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));

    private Task<Person> HostAsync() => Person.CreateAsync(_app.Http, cancellationToken: Ct);

    private async Task EverywhereAsync(string roomId, string? token, int status, string code, params string[] except)
    {
        foreach (var (method, path, body) in s_endpoints.Where(e => !except.Contains(e.Path)))
        {
            var answer = await SendAsync(roomId, method, path, body, token);
            Assert.AreEqual($"{status} {code}", $"{answer.Status} {answer.Code}", $"{method} {path}: {answer.Text}");
        }
    }

    private async Task<Answer> SendAsync(string roomId, string method, string path, object? body, string? token)
    {
        var address = path.Replace("{participantId}", "nobody", StringComparison.Ordinal).Replace("{inviteId}", "none", StringComparison.Ordinal)
            .Replace("{doc}", "code", StringComparison.Ordinal).Replace("{runId}", "none", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/rooms/{roomId}{(address.Length == 0 ? "" : "/")}{address}");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Content = body switch
        {
            null => null,
            byte[] bytes => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            _ => System.Net.Http.Json.JsonContent.Create(body),
        };
        using var answer = await _app.Http.SendAsync(request, Ct);
        return await Answer.ReadAsync(answer, Ct);
    }
}
