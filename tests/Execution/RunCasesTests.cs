using CodeMeet.Tests.Collab;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution;

/// <summary>Runs with test cases, and what of the hidden ones reaches whom.</summary>
[TestClass]
public sealed class RunCasesTests
{
    /// <summary>Answers a question; says what it read on stderr too; hangs when asked to.</summary>
    private const string Doubles = """
        import sys, time
        words = sys.stdin.read().split()
        print(' '.join(words), file=sys.stderr)
        if 'hang' in words:
            time.sleep(60)
        if 'crash' in words:
            sys.exit(3)
        print(*(w * 2 for w in words))
        """;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Every_case_gets_its_verdict_and_hidden_ones_come_last()
    {
        var room = await RoomAsync();
        await using var ear = await HubEar.OpenAsync(room.App.Url, room.Candidate.Token, Ct);
        var id = await RunCalls.StartAsync(room.Host, Body(
            new { name = "secret", stdin = "x", expected = "xx", hidden = true },
            new { name = "right", stdin = "a b", expected = "aa bb  \n\n" },
            new { name = "wrong", stdin = "a", expected = "b" },
            new { name = "strict", stdin = "a", expected = "aa", checker = "exact" },
            new { name = "crash", stdin = "crash", expected = "" }), Ct);
        var told = await RunCalls.ToldAsync(ear, id, "ok", Ct);

        Assert.AreEqual((5, 2), ((int)told["casesTotal"]!, (int)told["casesPassed"]!));
        var events = ear.Events("case").Where(e => (string?)e["runId"] == id).ToList();
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 0 }, events.Select(e => (int)e["index"]!).ToArray());
        Assert.AreEqual("wrong_answer aa\n", $"{events[1]["case"]!["status"]} {events[1]["case"]!["stdout"]}");

        var cases = (await RunCalls.GetAsync(room.Candidate, id, Ct))["cases"]!.AsArray();
        Assert.AreEqual("ok ok wrong_answer wrong_answer runtime_error", string.Join(' ', cases.Select(c => (string?)c!["status"])), "in the order of the request");
        Assert.AreEqual((3, "crash\n"), ((int)cases[4]!["exitCode"]!, (string?)cases[4]!["stderr"]));
        var listed = (await room.Candidate.GetAsync("runs", Ct)).Json["runs"]![0]!;
        Assert.AreEqual((5, 2), ((int)listed["casesTotal"]!, (int)listed["casesPassed"]!));
    }

    [TestMethod]
    public async Task A_name_that_the_page_takes_is_taken_in_any_script()
    {
        var room = await RoomAsync();
        await using var ear = await HubEar.OpenAsync(room.App.Url, room.Host.Token, Ct);
        var id = await RunCalls.StartAsync(room.Host, Body(new { name = new string('名', 100), stdin = "a", expected = "aa" }), Ct);
        Assert.AreEqual(1, (int)(await RunCalls.ToldAsync(ear, id, "ok", Ct))["casesPassed"]!);
    }

    [TestMethod]
    public async Task A_result_has_the_id_of_its_case_for_everybody_whatever_the_names()
    {
        var room = await RoomAsync();
        await using var ear = await HubEar.OpenAsync(room.App.Url, room.Candidate.Token, Ct);
        var id = await RunCalls.StartAsync(room.Host, Body(
            new { name = "Hidden 1", id = "mine", stdin = "a", expected = "aa", hidden = true },
            new { name = "Hidden 1", id = "0b5ae8a2-7a2c-4b1e-9d0c-6f1f8f7a2e11", stdin = "a", expected = "b", hidden = true },
            new { name = "Hidden 1", stdin = "a", expected = "b" }), Ct);
        await RunCalls.ToldAsync(ear, id, "ok", Ct);

        string[] expected = ["mine ok", "0b5ae8a2-7a2c-4b1e-9d0c-6f1f8f7a2e11 wrong_answer", " wrong_answer"];
        foreach (var person in new[] { room.Host, room.Candidate })
        {
            var cases = (await RunCalls.GetAsync(person, id, Ct))["cases"]!.AsArray();
            CollectionAssert.AreEqual(expected, cases.Select(c => $"{c!["id"]} {c["status"]}").ToArray());
            Assert.AreEqual("mine", (string?)(await person.GetAsync($"runs/{id}/source", Ct)).Json["tests"]![0]!["id"]);
        }

        var told = ear.Events("case").Where(e => (string?)e["runId"] == id).OrderBy(e => (int)e["index"]!).Select(e => $"{e["case"]!["id"]} {e["case"]!["status"]}");
        CollectionAssert.AreEqual(expected, told.ToArray());
    }

    [TestMethod]
    public async Task C5_hidden_cases_reach_no_byte_of_a_candidate_or_observer()
    {
        var mark = $"mark{Guid.NewGuid():N}";
        var room = await RoomAsync();
        await using var hostEar = await HubEar.OpenAsync(room.App.Url, room.Host.Token, Ct);
        await using var candidateEar = await HubEar.OpenAsync(room.App.Url, room.Candidate.Token, Ct);
        await using var observerEar = await HubEar.OpenAsync(room.App.Url, room.Observer.Token, Ct);
        var body = Body(
            new { name = "open", stdin = "a", expected = "aa" },
            new { name = "passes", id = "p1", stdin = mark, expected = mark + mark, hidden = true },
            new { name = "fails", stdin = mark, expected = "not " + mark, hidden = true },
            new { name = "lasts", stdin = "hang " + mark, expected = mark, hidden = true });
        var started = await RunCalls.StartAsync(room.Host, body, "once", Ct);
        var id = RunCalls.Id(started);

        // While it runs: two hidden cases have ended, a third hangs.
        await RunCalls.UntilAsync(async () => (await RunCalls.GetAsync(room.Candidate, id, Ct))["cases"]?.AsArray().Count is 3, Ct);
        await SeesNothingAsync(room, id, mark);
        await RunCalls.CancelAsync(room.Candidate, id, Ct);
        await RunCalls.ToldAsync(candidateEar, id, "cancelled", Ct);
        await RunCalls.ToldAsync(observerEar, id, "cancelled", Ct);
        await SeesNothingAsync(room, id, mark);

        foreach (var ear in new[] { candidateEar, observerEar, hostEar })
        {
            Assert.DoesNotContain(mark, ear.Everything, "no event has any of it, whoever hears");
            Assert.Contains("\"passes\"", ear.Everything, "the name and the verdict are no secret");
        }

        var seen = (await RunCalls.GetAsync(room.Candidate, id, Ct))["cases"]![1]!.AsObject();
        CollectionAssert.AreEquivalent(new[] { "index", "id", "name", "hidden", "status" }, seen.Select(member => member.Key).ToArray());
        Assert.AreEqual("ok", (string?)seen["status"]);

        // Those who hold the interview see all of it: the marks above were there to be found.
        foreach (var trusted in new[] { room.Host, room.Interviewer })
        {
            var cases = (await RunCalls.GetAsync(trusted, id, Ct))["cases"]!.AsArray();
            Assert.AreEqual((mark + mark + "\n", mark + "\n", "wrong_answer"), ((string?)cases[1]!["stdout"], (string?)cases[1]!["stderr"], (string?)cases[2]!["status"]));
            Assert.AreEqual(mark, (string?)(await trusted.GetAsync($"runs/{id}/source", Ct)).Json["tests"]![1]!["stdin"]);
        }

        Assert.DoesNotContain(mark, started.Text, "not even where they were asked for");
    }

    [TestMethod]
    public async Task Tests_that_cannot_be_run_are_refused()
    {
        var room = await RoomAsync();
        (await RunCalls.SendAsync(room.Candidate, Body(new { name = "a", stdin = "", expected = "", hidden = true }), null, Ct)).IsRefused(403, "FORBIDDEN");
        (await RunCalls.SendAsync(room.Observer, Body(new { name = "a", stdin = "", expected = "" }), null, Ct)).IsRefused(403, "READ_ONLY");
        (await RunCalls.SendAsync(room.Host, Body(Enumerable.Repeat(new { name = "a", stdin = "", expected = "" }, 51).ToArray()), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(room.Host, Body(new { name = "", stdin = "", expected = "" }), null, Ct)).IsRefused(400, "INVALID_RUN");
        foreach (var id in new[] { "", "a b", "a\n", new string('a', 41) })
        {
            (await RunCalls.SendAsync(room.Host, Body(new { name = "a", id, stdin = "", expected = "" }), null, Ct)).IsRefused(400, "INVALID_RUN");
        }

        (await RunCalls.SendAsync(room.Host, Body(new { name = "a", id = "x" }, new { name = "b", id = "x" }), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(room.Host, Body(new { name = "a", stdin = "", expected = "", checker = "guess" }), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(room.Host, Body(new { name = "a", stdin = new string('a', 65 * 1024), expected = "" }), null, Ct)).IsRefused(413, "TOO_LARGE");
        (await RunCalls.SendAsync(room.Host, Body(new { name = "a", stdin = "", expected = new string('a', 65 * 1024) }), null, Ct)).IsRefused(413, "TOO_LARGE");
        (await RunCalls.SendAsync(room.Host, Body(new object[] { null! }), null, Ct)).IsRefused(400, "INVALID_RUN");
        (await RunCalls.SendAsync(room.Host, new { language = "python", files = RunCalls.Files(""), stdin = "a", tests = new[] { new { name = "a" } } }, null, Ct)).IsRefused(400, "INVALID_RUN");
    }

    private static object Body(params object[] tests) => new { language = "python", files = RunCalls.Files(Doubles), tests };

    private async Task SeesNothingAsync(Interview room, string id, string mark)
    {
        foreach (var person in new[] { room.Candidate, room.Observer })
        {
            foreach (var path in new[] { "", "runs", $"runs/{id}", $"runs/{id}/source", "timeline?after=0", "docs/code?after=0" })
            {
                var answer = await person.GetAsync(path, Ct);
                Assert.AreEqual(200, answer.Status, path + answer.Text);
                Assert.DoesNotContain(mark, answer.Text, path);
            }

            foreach (var (path, body) in new (string, object?)[] { ("heartbeat", null), ($"runs/{id}/cancel", new { dry = "no" }), ($"runs/{id}/input", new { text = "a" }) })
            {
                // A candidate's stop is pressed by the test itself, when it is time.
                if (path.EndsWith("cancel", StringComparison.Ordinal) && person == room.Candidate)
                {
                    continue;
                }

                Assert.DoesNotContain(mark, (await person.PostAsync(path, body, Ct)).Text, path);
            }
        }
    }

    private async Task<Interview> RoomAsync()
    {
        await SandboxFixture.NeedsAsync("python");
        var app = await RunCalls.AppAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        return new Interview(app, host, await host.LetInAsync("interviewer", "Bo", Ct), await host.LetInAsync("candidate", "Cy", Ct), await host.LetInAsync("observer", "Di", Ct));
    }

    private sealed record Interview(App App, Person Host, Person Interviewer, Person Candidate, Person Observer);
}
