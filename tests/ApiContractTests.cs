using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CodeMeet.Tests;

/// <summary>The API's document is complete, and the check against it finds what is wrong. The answers themselves are checked wherever a test makes a call.</summary>
[TestClass]
public sealed partial class ApiContractTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_app_serves_the_document_that_the_command_prints()
    {
        await using var app = await App.StartAsync();
        var served = JsonNode.Parse(await app.Http.GetStringAsync("/api/openapi.json", Ct))!.AsObject();
        Assert.AreSequenceEqual((await ApiContract.OwnAsync()).ProblemCodes, new ApiContract(served).ProblemCodes);
        Assert.IsNull(served["servers"]);
    }

    [TestMethod]
    public async Task Every_operation_has_a_name_of_its_own_and_says_what_it_answers()
    {
        var operations = (await ApiContract.OwnAsync()).Operations;
        Assert.HasCount(operations.Count, operations.Select(o => (string?)o["operationId"]).OfType<string>().Distinct(StringComparer.Ordinal));
        foreach (var operation in operations)
        {
            var answers = operation["responses"]!.AsObject().Where(r => r.Key.StartsWith('2')).ToList();
            Assert.HasCount(1, answers, operation.ToJsonString());
            Assert.IsTrue(answers[0].Key is "204" || answers[0].Value!["content"]!.AsObject().All(c => c.Value!["schema"] is not null), operation.ToJsonString());
        }
    }

    [TestMethod]
    public async Task R3_the_document_knows_exactly_the_codes_of_the_list()
    {
        var listed = ListedCode().Matches(await File.ReadAllTextAsync(App.Repository("docs", "codes.md"), Ct)).Select(match => match.Groups["code"].Value);
        Assert.AreSequenceEqual(listed.Order(StringComparer.Ordinal), (await ApiContract.OwnAsync()).ProblemCodes);
    }

    [TestMethod]
    public async Task Whole_timeline_of_a_room_is_as_documented()
    {
        await using var app = await App.StartAsync();
        var host = await Person.CreateAsync(app.Http, "interview", cancellationToken: Ct);
        await host.PostAsync("start", cancellationToken: Ct);
        var guest = await host.LetInAsync(cancellationToken: Ct);
        await host.PostAsync($"participants/{guest.Id}/admit", cancellationToken: Ct);
        await guest.RejoinAsync(Ct);
        await host.PostAsync("chat", new { text = "Hello", audience = "interviewers" }, Ct);
        await host.PostAsync($"participants/{guest.Id}/remove", cancellationToken: Ct);
        var contract = await ApiContract.OwnAsync();
        var entries = (await host.GetAsync("timeline?after=0", Ct)).Json["events"]!.AsArray();
        Assert.IsGreaterThan(5, entries.Count);
        foreach (var entry in entries)
        {
            Assert.IsEmpty(contract.CheckPayload(entry!), entry!.ToJsonString());
        }
    }

    [TestMethod]
    [DataRow("room.state", "\"open\"")]
    [DataRow("room.epoch", "\"1\"")]
    [DataRow("room.endedAt", "null")]
    [DataRow("room.createdAt", "\"yesterday\"")]
    [DataRow("participant.more", "1")]
    [DataRow("token", null)]
    public async Task An_answer_that_is_not_as_documented_is_found(string member, string? json)
    {
        await using var app = await App.StartAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Ct);
        var contract = await ApiContract.OwnAsync();
        Assert.IsEmpty(Wrong());

        var path = member.Split('.');
        var holder = path[..^1].Aggregate((JsonNode)host.Entry, (node, name) => node[name]!).AsObject();
        holder.Remove(path[^1]);
        if (json is not null)
        {
            holder[path[^1]] = JsonNode.Parse(json);
        }

        Assert.HasCount(1, Wrong());

        IReadOnlyList<string> Wrong() => contract.Check("POST", "/api/rooms", 201, "application/json", host.Entry.ToJsonString());
    }

    [TestMethod]
    [DataRow(409, "ROOM_FULL", true)]
    [DataRow(409, "WRONG_STATE", false, DisplayName = "a code that this operation does not have")]
    [DataRow(418, "ROOM_FULL", false, DisplayName = "a status that it does not have")]
    public async Task A_refusal_must_be_one_of_the_operations_own(int status, string code, bool right)
    {
        var problem = new JsonObject { ["type"] = "about:blank", ["title"] = "No", ["status"] = status, ["code"] = code, ["detail"] = "No." };
        var wrong = (await ApiContract.OwnAsync()).Check("POST", "/api/rooms/abc/join", status, "application/problem+json", problem.ToJsonString());
        Assert.AreEqual(right, wrong.Count == 0, string.Join("; ", wrong));
    }

    [GeneratedRegex("^\\| `(?<code>[A-Z_]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListedCode();
}
