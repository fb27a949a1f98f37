using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>The wire of <c>codemeet sandbox-host</c>, as docs/sandbox-host.md has it.</summary>
[TestClass]
public sealed class SandboxHostTests : IDisposable
{
    private static HostProcess s_host = null!;
    private HttpClient _http = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartHostAsync(TestContext context)
    {
        await SandboxFixture.NeedsAsync("python");
        s_host = await HostProcess.StartAsync(context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopHostAsync()
    {
        if (s_host is not null)
            await s_host.DisposeAsync();
    }

    // Expects a word before it sends a body: the answer to one that is too long would be lost with the connection that the host closes.
    [TestInitialize]
    public void Connect() => _http = new HttpClient { BaseAddress = s_host.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.Key), ExpectContinue = true } };

    public void Dispose() => _http?.Dispose();

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("only-thirty-one-characters-long")]
    public async Task Without_a_proper_key_it_does_not_start(string? key)
    {
        using var process = HostProcess.Start(key);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual(2, process.ExitCode);
        Assert.Contains("Execution:HostKey", errors, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("GET", "status")]
    [DataRow("GET", "languages")]
    [DataRow("POST", "runs")]
    [DataRow("POST", "runs/x/input")]
    [DataRow("DELETE", "runs/x")]
    [DataRow("GET", "anything")]
    [DataRow("GET", "health/")]
    public async Task Whoever_does_not_show_the_key_gets_nothing(string method, string path)
    {
        foreach (var shown in new[] { null, "Bearer", "Bearer wrong", $"Basic {HostProcess.Key}", $"Bearer {HostProcess.Key}x" })
        {
            using var http = new HttpClient { BaseAddress = s_host.Url };
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Json("{}") };
            if (shown is not null)
                request.Headers.TryAddWithoutValidation("Authorization", shown);
            using var answer = await http.SendAsync(request, TestContext.CancellationToken);
            Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode, shown);
            Assert.AreEqual("", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
        }
    }

    [TestMethod]
    public async Task Health_is_open_and_rooms_are_not_here()
    {
        using var http = new HttpClient { BaseAddress = s_host.Url };
        var health = await http.GetStringAsync("health", TestContext.CancellationToken);
        Assert.AreEqual("{\"status\":\"ok\",\"mode\":\"" + SandboxFixture.Modes[0] + "\"}", health);
        foreach (var path in new[] { "api/rooms", "api/health", "api/openapi.json", "" })
        {
            using var answer = await _http.GetAsync(path, TestContext.CancellationToken);
            Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode, path);
        }
    }

    [TestMethod]
    public async Task A_run_is_a_stream_of_lines()
    {
        using var response = await PostRunAsync("""{"id":"a","request":{"language":"python","files":[{"path":"main.py","text":"import os\nos.write(1, 'hé\\n'.encode())"}]}}""");
        Assert.AreEqual("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l is not "{}").ToList();
        Assert.StartsWith("""{"begun":{"status":{"mode":""", lines[0], StringComparison.Ordinal);
        Assert.AreEqual("""{"output":{"stream":"Stdout","text":"hé\n"}}""", lines[1]);
        Assert.StartsWith("""{"ended":{"result":{"status":"ok","exitCode":0,""", lines[2], StringComparison.Ordinal);
        Assert.HasCount(3, lines);
    }

    [TestMethod]
    [DataRow("nonsense", 400)]
    [DataRow("null", 400)]
    [DataRow("{}", 400)]
    [DataRow("""{"id":"","request":{"language":"python","files":[{"path":"a","text":""}]}}""", 400)]
    [DataRow("""{"id":"a/b","request":{"language":"python","files":[{"path":"a","text":""}]}}""", 400)]
    [DataRow("""{"id":"a","request":{"language":"klingon","files":[{"path":"a","text":""}]}}""", 400)]
    [DataRow("""{"id":"a","request":{"language":"python","files":[{"path":"../a","text":""}]}}""", 400)]
    public async Task What_is_no_run_is_refused(string body, int status)
    {
        using var answer = await PostRunAsync(body);
        Assert.AreEqual(status, (int)answer.StatusCode);
    }

    [TestMethod]
    public async Task Bodies_have_limits()
    {
        using var run = await PostRunAsync($$"""{"id":"a","request":{"language":"{{new string('x', 17 << 20)}}" } }""");
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, run.StatusCode);
        using var input = await _http.PostAsync("runs/x/input", Json($$"""{ "text": "{{new string('x', 600 * 1024)}}" }"""), TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, input.StatusCode);
    }

    [TestMethod]
    public async Task An_id_is_one_run_until_that_is_over_and_a_cancel_ends_it()
    {
        using var first = await PostRunAsync(Sleep("same"));
        using var second = await PostRunAsync(Sleep("same"));
        Assert.AreEqual(HttpStatusCode.Conflict, second.StatusCode);
        using var typed = await _http.PostAsync("runs/same/input", Json("""{"text":"x"}"""), TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.Conflict, typed.StatusCode, "Nobody types into a run that is not interactive.");
        using var cancelled = await _http.DeleteAsync("runs/same", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.NoContent, cancelled.StatusCode);
        Assert.Contains("\"cancelled\"", await first.Content.ReadAsStringAsync(TestContext.CancellationToken), StringComparison.Ordinal);
        using var over = await _http.DeleteAsync("runs/same", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.NotFound, over.StatusCode);
        using var late = await _http.PostAsync("runs/same/input", Json("""{"end":true}"""), TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.NotFound, late.StatusCode);
    }

    [TestMethod]
    public async Task Hanging_up_ends_the_run()
    {
        using (var response = await PostRunAsync(Sleep("gone")))
        {
            await using var stream = await response.Content.ReadAsStreamAsync(TestContext.CancellationToken);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(TestContext.CancellationToken) is { } line && !line.Contains("here", StringComparison.Ordinal))
            {
                // It has not begun yet.
            }
        }

        await LocalSandboxTests.NothingIsLeftAsync();
        await LocalSandboxTests.PollAsync(() =>
        {
            using var answer = _http.DeleteAsync("runs/gone").GetAwaiter().GetResult();
            return answer.StatusCode is HttpStatusCode.NotFound;
        }, () => "the id to be free");
    }

    private static string Sleep(string id)
        => JsonSerializer.Serialize(new { id, request = new { language = "python", files = new[] { new { path = "main.py", text = "print('here', flush=True)\nimport time; time.sleep(60)" } } } });

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task<HttpResponseMessage> PostRunAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "runs") { Content = Json(body) };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.CancellationToken);
    }
}
