using System.Text.Json.Nodes;
using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution;

/// <summary>Programs that people type into while they run.</summary>
[TestClass]
public sealed class RunInputTests
{
    private const string Talks = """
        import sys
        print('first?', flush=True)
        first = input()
        print('second?', flush=True)
        second = input()
        print(f'{first} and {second}', flush=True)
        print(len(sys.stdin.read()))
        """;

    private const string Echoes = """
        import sys
        for line in sys.stdin:
            print(line.strip(), flush=True)
        """;

    private static readonly object s_terminal = new { columns = 80, rows = 24 };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Two_people_type_into_one_program_and_both_see_it()
    {
        var (app, host, guest) = await TwoAsync();
        await using var hostEar = await HubEar.OpenAsync(app.Url, host.Token, Ct);
        await using var guestEar = await HubEar.OpenAsync(app.Url, guest.Token, Ct);
        var id = await StartAsync(host, Talks);
        await RunCalls.HeardAsync(guestEar, id, "first?", Ct);
        await TypeAsync(guest, id, "Grace\n");
        await RunCalls.HeardAsync(hostEar, id, "second?", Ct);
        await TypeAsync(host, id, "Ada\n");
        await RunCalls.HeardAsync(guestEar, id, "Grace and Ada", Ct);

        var late = await RunCalls.GetAsync(guest, id, Ct);
        Assert.AreEqual("first?\nsecond?\nGrace and Ada\n", (string?)late["stdout"]);
        Assert.AreEqual("first?\n|Grace\n|second?\n|Ada\n|Grace and Ada\n", Transcript(late));
        Assert.AreEqual("stdout input stdout input stdout", Streams(late));
        Assert.AreEqual((80, 24), ((int)late["terminal"]!["columns"]!, (int)late["terminal"]!["rows"]!));

        string[] typists = [guest.Id, host.Id];
        Assert.AreSequenceEqual(typists, late["output"]!.AsArray().Select(segment => (string?)segment!["by"]).OfType<string>());

        await TypeAsync(host, id, null, end: true);
        await RunCalls.ToldAsync(guestEar, id, "ok", Ct);
        Assert.AreSequenceEqual(typists, hostEar.Events("output").Select(chunk => (string?)chunk["by"]).OfType<string>());
        foreach (var ear in new[] { hostEar, guestEar })
        {
            Assert.AreEqual("Grace\nAda\n", RunCalls.Heard(ear, id, "input"));
            Assert.AreEqual("first?\nsecond?\nGrace and Ada\n0\n", RunCalls.Heard(ear, id));
        }

        Assert.AreEqual("first?\n|Grace\n|second?\n|Ada\n|Grace and Ada\n0\n", Transcript(await RunCalls.GetAsync(host, id, Ct)), "kept with the result");
    }

    [TestMethod]
    public async Task Typing_of_everybody_at_once_has_one_order_and_nothing_is_lost()
    {
        var (_, host, guest) = await TwoAsync();
        var before = await RunCalls.StartAsync(host, RunCalls.Program("import time; time.sleep(60)"), Ct);
        var id = await StartAsync(host, Echoes);

        // Typed while it waits, from two pages in parallel, then the rest while it runs.
        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(i => new[] { TypeAsync(host, id, $"host {i}\n"), TypeAsync(guest, id, $"guest {i}\n") }));
        await RunCalls.CancelAsync(host, before, Ct);
        await Task.WhenAll(Enumerable.Range(10, 5).SelectMany(i => new[] { TypeAsync(host, id, $"host {i}\n"), TypeAsync(guest, id, $"guest {i}\n") }));
        await TypeAsync(guest, id, "the end\n", end: true);
        await RunCalls.EndedAsync(host, id, Ct);

        var ended = await RunCalls.GetAsync(host, id, Ct);
        Assert.AreEqual("ok", (string?)ended["status"], ended.ToJsonString());
        var printed = ((string)ended["stdout"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(31, printed);
        Assert.HasCount(31, printed.Distinct());
        Assert.AreEqual("the end", printed[^1]);
        Assert.AreEqual((string)ended["stdout"]!, string.Concat(Segments(ended).Where(s => (string?)s["stream"] is "input").Select(s => (string?)s["text"])), "the echo has the order that the program saw");
    }

    [TestMethod]
    public async Task Input_is_refused_where_it_cannot_be_read()
    {
        var (_, host, _) = await TwoAsync();
        var observer = await host.LetInAsync("observer", "Di", Ct);
        (await host.PostAsync("runs/nothing/input", new { text = "a" }, Ct)).IsRefused(404, "RUN_NOT_FOUND");

        var id = await StartAsync(host, Echoes);
        (await observer.PostAsync($"runs/{id}/input", new { text = "a" }, Ct)).IsRefused(403, "READ_ONLY");
        (await host.PostAsync($"runs/{id}/input", new { text = "" }, Ct)).IsRefused(400, "BAD_REQUEST");
        await TypeAsync(host, id, new string('a', 60 * 1024) + "\n");
        (await host.PostAsync($"runs/{id}/input", new { text = new string('b', 4 * 1024) }, Ct)).IsRefused(413, "TOO_LARGE");
        await TypeAsync(host, id, null, end: true);
        (await host.PostAsync($"runs/{id}/input", new { text = "more" }, Ct)).IsRefused(409, "INPUT_ENDED");
        await RunCalls.CancelAsync(host, id, Ct);
        await RunCalls.EndedAsync(host, id, Ct);
        (await host.PostAsync($"runs/{id}/input", new { text = "late" }, Ct)).IsRefused(409, "RUN_OVER");

        var ordinary = await RunCalls.StartAsync(host, RunCalls.Program("print(1)"), Ct);
        (await host.PostAsync($"runs/{ordinary}/input", new { text = "a" }, Ct)).IsRefused(409, "RUN_NOT_INTERACTIVE");
        (await RunCalls.SendAsync(host, Body("", new { columns = 1, rows = 1 }), null, Ct)).IsRefused(400, "INVALID_RUN");
    }

    [TestMethod]
    public async Task What_is_typed_at_any_instance_arrives()
    {
        await SandboxFixture.NeedsAsync("python");
        using var data = new TemporaryFolder();
        await using var one = await App.StartAsync(null, data.Path, RunCalls.FirstUid);
        await using var two = await App.StartAsync(null, data.Path, RunCalls.FirstUid);
        var host = await Person.CreateAsync(one.Http, cancellationToken: Ct);
        var id = await StartAsync(host, Echoes);
        foreach (var (app, text) in new[] { (one, "at one\n"), (two, "at two\n"), (one, "the end\n") })
        {
            await TypeAsync(new Person(app.Http, host.Entry), id, text, end: text is "the end\n");
        }

        await RunCalls.EndedAsync(host, id, Ct);
        Assert.AreEqual("at one\nat two\nthe end\n", (string?)(await RunCalls.GetAsync(host, id, Ct))["stdout"]);
    }

    [TestMethod]
    public async Task A_stop_ends_a_program_that_waits_for_input()
    {
        var (app, host, guest) = await TwoAsync();
        await using var ear = await HubEar.OpenAsync(app.Url, host.Token, Ct);
        var id = await StartAsync(host, Talks);
        await RunCalls.HeardAsync(ear, id, "first?", Ct);
        await RunCalls.CancelAsync(guest, id, Ct);
        Assert.AreEqual("first?\n", (string?)(await RunCalls.ToldAsync(ear, id, "cancelled", Ct))["stdout"]);
    }

    private static object Body(string text, object terminal) => new { language = "python", files = RunCalls.Files(text), terminal };

    private static IEnumerable<JsonNode> Segments(JsonObject run) => run["output"]!.AsArray().Select(segment => segment!);

    private static string Transcript(JsonObject run) => string.Join('|', Segments(run).Select(segment => (string?)segment["text"]));

    private static string Streams(JsonObject run) => string.Join(' ', Segments(run).Select(segment => (string?)segment["stream"]));

    private async Task<(App App, Person Host, Person Guest)> TwoAsync()
    {
        await SandboxFixture.NeedsAsync("python");
        var app = await RunCalls.AppAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        return (app, host, await host.LetInAsync(cancellationToken: Ct));
    }

    private Task<string> StartAsync(Person who, string text) => RunCalls.StartAsync(who, Body(text, s_terminal), Ct);

    private async Task TypeAsync(Person who, string runId, string? text, bool end = false)
    {
        var answer = await who.PostAsync($"runs/{runId}/input", new { text, end }, Ct);
        Assert.AreEqual(204, answer.Status, answer.Text);
    }
}
