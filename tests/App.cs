using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CodeMeet.Tests;

/// <summary>The real app in this process, on a free loopback port and a data folder of its own; only edges such as the clock are replaced.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string? _ownData;

    private App(WebApplication app, string? ownData)
    {
        _app = app;
        _ownData = ownData;
        Url = new Uri(app.Urls.First());
        Http = new HttpClient(new ContractHandler()) { BaseAddress = Url };
    }

    public Uri Url { get; }

    /// <summary>Sends no token, and fails where an answer is not as the API's document says.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="clock">Time of every deadline; the system's when null.</param>
    /// <param name="data">A data folder to share with another instance; a new one when null.</param>
    /// <param name="settings">Further configuration, <c>key=value</c>.</param>
    public static async Task<App> StartAsync(TimeProvider? clock = null, string? data = null, params string[] settings)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("codemeet-test-").FullName;
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--Data:Directory", folder,
            "--Logging:LogLevel:Default", "Warning",
            "--webroot", Environment.GetEnvironmentVariable("CODEMEET_WEB") ?? Repository("web", "dist"),
            .. settings.Select(s => "--" + s),
        ];
        var app = Program.Build(args, services =>
        {
            if (clock is not null)
            {
                services.AddSingleton(clock);
            }
        });
        await app.StartAsync();
        return new App(app, data is null ? folder : null);
    }

    /// <summary>A path below the repository, found from the build's output folder.</summary>
    public static string Repository(params string[] parts) =>
        Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, "..", "..", "..", "..", .. parts]));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownData is not null)
        {
            Directory.Delete(_ownData, recursive: true);
        }
    }
}

/// <summary>One person talking to the API: a token and the calls of docs/protocol.md, answers as JSON.</summary>
internal sealed class Person(HttpClient http, JsonObject entry)
{
    public HttpClient Http { get; } = http;

    /// <summary>The whole answer of the last create or join.</summary>
    public JsonObject Entry { get; private set; } = entry;

    public string RoomId => (string)Entry["room"]!["id"]!;

    public string Id => (string)Entry["participant"]!["id"]!;

    public int ClientId => (int)Entry["clientId"]!;

    public string Token { get; set; } = (string)entry["token"]!;

    public static async Task<Person> CreateAsync(HttpClient http, string kind = "pair", string language = "python", string name = "Ada", CancellationToken cancellationToken = default)
    {
        using var answer = await http.PostAsJsonAsync("/api/rooms", new { title = "A room", kind, language, name }, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.AreEqual(201, (int)answer.StatusCode, body);
        return new Person(http, JsonNode.Parse(body)!.AsObject());
    }

    /// <summary>The secret of the first invitation for the role that the room was created with.</summary>
    public string Invite(string role = "candidate")
    {
        var url = (string)Entry["invites"]!.AsArray().First(i => (string?)i!["role"] == role)!["url"]!;
        return url[(url.IndexOf("#invite=", StringComparison.Ordinal) + "#invite=".Length)..];
    }

    public static async Task<Answer> TryJoinAsync(HttpClient http, string roomId, string invite, string name = "Grace", CancellationToken cancellationToken = default)
    {
        using var answer = await http.PostAsJsonAsync($"/api/rooms/{roomId}/join", new { name, invite }, cancellationToken);
        return await Answer.ReadAsync(answer, cancellationToken);
    }

    public async Task<Person> LetInAsync(string role = "candidate", string name = "Grace", CancellationToken cancellationToken = default)
    {
        var joined = await TryJoinAsync(Http, RoomId, Invite(role), name, cancellationToken);
        Assert.AreEqual(200, joined.Status, joined.Text);
        return new Person(Http, joined.Json);
    }

    /// <summary>Joins again with the own token, as a reload does.</summary>
    public async Task<Answer> RejoinAsync(CancellationToken cancellationToken = default)
    {
        var answer = await SendAsync(HttpMethod.Post, "join", new { }, cancellationToken);
        if (answer.Status == 200)
        {
            Entry = answer.Json;
            Token = (string)answer.Json["token"]!;
        }

        return answer;
    }

    public Task<Answer> PostAsync(string path, object? body = null, CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public Task<Answer> GetAsync(string path = "", CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, $"/api/rooms/{RoomId}{(path.Length == 0 ? "" : "/")}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        request.Content = body switch
        {
            null => null,
            byte[] bytes => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            _ => JsonContent.Create(body),
        };
        using var answer = await Http.SendAsync(request, cancellationToken);
        return await Answer.ReadAsync(answer, cancellationToken);
    }
}

/// <summary>A status with its body.</summary>
internal sealed record Answer(int Status, string Text, byte[] Bytes, HttpResponseHeaders Headers)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The problem's code; null on success.</summary>
    public string? Code => Status < 400 ? null : (string?)Json["code"];

    public static async Task<Answer> ReadAsync(HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var bytes = await message.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answer((int)message.StatusCode, System.Text.Encoding.UTF8.GetString(bytes), bytes, message.Headers);
    }

    public void IsRefused(int status, string code)
    {
        Assert.AreEqual(status, Status, Text);
        Assert.AreEqual(code, Code);
        var problem = Json;
        foreach (var member in new[] { "type", "title", "detail" })
        {
            Assert.AreEqual(JsonValueKind.String, problem[member]?.GetValueKind(), member);
        }

        Assert.AreEqual(status, (int)problem["status"]!);
    }
}
