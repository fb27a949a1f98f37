using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution;

/// <summary>The calls of docs/protocol.md about runs, and waiting for what they lead to.</summary>
internal static class RunCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<App>> Shared = new(StartSharedAsync);

    /// <summary>For an app whose sandboxes use the uids of this process.</summary>
    public static string FirstUid { get; } = $"Execution:FirstUid={SandboxFixture.FirstAppUid}";

    /// <summary>One app for all tests that neither move its clock nor fill its places.</summary>
    public static Task<App> AppAsync() => Shared.Value;

    public static object Program(string text, string language = "python", string?[]? args = null) => new { language, files = Files(text, language), args = args ?? [] };

    public static object[] Files(string text, string language = "python") => [new { path = language is "c" ? "main.c" : "main.py", text }];

    public static async Task<Answer> StartAsync(Person who, object body, string? key, CancellationToken cancellationToken)
    {
        // A machine that cannot isolate takes no runs.
        await SandboxFixture.NeedsAsync("python");
        var answer = await SendAsync(who, body, key, cancellationToken);
        Assert.AreEqual(202, answer.Status, answer.Text);
        return answer;
    }

    public static async Task<string> StartAsync(Person who, object body, CancellationToken cancellationToken) => Id(await StartAsync(who, body, key: null, cancellationToken));

    public static async Task<Answer> SendAsync(Person who, object body, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{who.RoomId}/runs") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var answer = await who.Http.SendAsync(request, cancellationToken);
        return await Answer.ReadAsync(answer, cancellationToken);
    }

    public static string Id(Answer started) => (string)started.Json["run"]!["id"]!;

    public static async Task<JsonObject> GetAsync(Person who, string runId, CancellationToken cancellationToken)
    {
        var answer = await who.GetAsync($"runs/{runId}", cancellationToken);
        Assert.AreEqual(200, answer.Status, answer.Text);
        return answer.Json["run"]!.AsObject();
    }

    public static async Task CancelAsync(Person who, string runId, CancellationToken cancellationToken)
    {
        var answer = await who.PostAsync($"runs/{runId}/cancel", null, cancellationToken);
        Assert.AreEqual(200, answer.Status, answer.Text);
    }

    public static Task RunningAsync(Person who, string runId, CancellationToken cancellationToken) =>
        UntilAsync(async () => (string?)(await GetAsync(who, runId, cancellationToken))["status"] is "running", cancellationToken);

    public static Task EndedAsync(Person who, string runId, CancellationToken cancellationToken) =>
        UntilAsync(async () => (await GetAsync(who, runId, cancellationToken))["finishedAt"] is not null, cancellationToken);

    /// <summary>Waits until the ear has heard that the run is over.</summary>
    public static async Task<JsonObject> ToldAsync(HubEar ear, string runId, string verdict, CancellationToken cancellationToken)
    {
        var told = await ToldAsync(ear, runId, run => (string?)run["status"] is not ("queued" or "running"), cancellationToken);
        Assert.AreEqual(verdict, (string?)told["status"], told.ToJsonString());
        return told;
    }

    /// <summary>Waits for the first event of the run that is as wanted.</summary>
    public static async Task<JsonObject> ToldAsync(HubEar ear, string runId, Func<JsonObject, bool> isWanted, CancellationToken cancellationToken)
    {
        JsonObject? told = null;
        await UntilAsync(() => Task.FromResult((told = Told(ear, runId).FirstOrDefault(isWanted)) is not null), cancellationToken);
        return told!;
    }

    public static IEnumerable<JsonObject> Told(HubEar ear, string runId) =>
        ear.Events("run").Select(e => e["run"]!.AsObject()).Where(run => string.Equals((string?)run["id"], runId, StringComparison.Ordinal));

    /// <summary>Text of one stream of one run, as the ear has heard it so far.</summary>
    public static string Heard(HubEar ear, string runId, string stream = "stdout") => string.Concat(ear.Events("output")
        .Where(o => string.Equals((string?)o["runId"], runId, StringComparison.Ordinal) && string.Equals((string?)o["stream"], stream, StringComparison.Ordinal))
        .Select(o => (string?)o["text"]));

    /// <summary>Waits until the ear has heard the text on the run's stream.</summary>
    public static Task HeardAsync(HubEar ear, string runId, string text, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(Heard(ear, runId).Contains(text, StringComparison.Ordinal)), cancellationToken);

    public static async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        while (!await isSo())
        {
            // Twenty a second: below what a seat may send.
            await Task.Delay(50, deadline.Token);
        }
    }

    /// <summary>Processes of this machine, inside sandboxes too, that have the mark among their arguments.</summary>
    public static List<int> Processes(string mark)
    {
        List<int> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(mark, StringComparison.Ordinal))
                {
                    found.Add(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }

    public static int ParentOf(int process) => int.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))["PPid:".Length..], CultureInfo.InvariantCulture);

    private static async Task<App> StartSharedAsync()
    {
        var app = await App.StartAsync(null, null, FirstUid);
        AtEnd.Stop(async () => await app.DisposeAsync());
        return app;
    }
}
