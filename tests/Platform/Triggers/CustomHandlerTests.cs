using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodeMeet.Platform.Triggers;
using Microsoft.AspNetCore.Builder;

namespace CodeMeet.Tests.Platform.Triggers;

[TestClass]
public sealed class CustomHandlerTests
{
    private const string Envelope = """{"Data":{"msg":"\"{\\\"id\\\":\\\"1\\\"}\""},"Metadata":{"DequeueCount":"1","Id":"\"m\""}}""";

    private static readonly (string, string) s_underTheHost = (CustomHandler.PortVariable, "7071");

    private readonly List<(Pointer Message, TriggerContext Context)> _handled = [];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Success_answers_with_the_body_that_the_host_waits_for()
    {
        await using var app = await StartAsync(s_underTheHost);
        using var answer = await PostAsync(app, Envelope);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.AreEqual("""{"Outputs":{},"Logs":[],"ReturnValue":null}""", await answer.Content.ReadAsStringAsync(TestContext.CancellationToken));
        Assert.AreEqual(new Pointer("1"), _handled.Single().Message);
    }

    [TestMethod]
    public async Task S2_a_doubled_delivery_reaches_the_handler_twice_with_its_count()
    {
        await using var app = await StartAsync(s_underTheHost);
        (await PostAsync(app, Envelope)).Dispose();
        (await PostAsync(app, Envelope.Replace("\"DequeueCount\":\"1\"", "\"DequeueCount\":\"2\"", StringComparison.Ordinal))).Dispose();
        CollectionAssert.AreEqual(new[] { 1, 2 }, _handled.Select(each => each.Context.DequeueCount).ToArray());
        CollectionAssert.AreEqual(new[] { "m", "m" }, _handled.Select(each => each.Context.MessageId).ToArray());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("""{"Data":{"msg":"\"hello!!\""},"Metadata":{}}""")]
    [DataRow("""{"Data":{"msg":"{\"other\":1}"},"Metadata":{}}""")]
    public async Task An_unreadable_call_fails_so_that_the_message_comes_back(string body)
    {
        await using var app = await StartAsync(s_underTheHost);
        using var answer = await PostAsync(app, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.IsEmpty(_handled);
    }

    [TestMethod]
    public async Task A_handler_that_throws_fails_the_call()
    {
        await using var app = await TriggerApp.StartAsync(
            map => map.MapQueue("Fails", "failing", TestJson.Default.Pointer, (_, _, _, _) => throw new InvalidOperationException("no")), TestContext.CancellationToken, s_underTheHost);
        using var answer = await app.Client.PostAsync("/Fails", new StringContent(Envelope), TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [TestMethod]
    public async Task A_forged_public_call_finds_nothing()
    {
        await using var app = await StartAsync();
        foreach (var secret in new[] { null, "", "x", new string('A', 64) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/RunCode") { Content = new StringContent(Envelope, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
            request.Headers.Add("User-Agent", "Azure-Functions-Host/4.0");
            if (secret is not null)
            {
                request.Headers.Add("X-CodeMeet-Trigger", secret);
            }

            using var answer = await app.Client.SendAsync(request, TestContext.CancellationToken);
            Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.IsEmpty(_handled);
    }

    [TestMethod]
    public async Task An_oversized_call_is_refused()
    {
        await using var app = await StartAsync(s_underTheHost);
        using var answer = await PostAsync(app, "{\"Data\":{\"msg\":\"" + new string('x', 1100 * 1024) + "\"}}");
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("apiThing")]
    [DataRow("API")]
    [DataRow("adminSweep")]
    [DataRow("Runtime")]
    [DataRow("Host")]
    [DataRow("9lives")]
    [DataRow("a/b")]
    [DataRow("a.b")]
    [DataRow("ünicode")]
    [DataRow("{x}")]
    public async Task A_name_that_the_public_or_the_host_could_reach_is_refused_at_start(string name)
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        Assert.ThrowsExactly<ArgumentException>(() => app.MapTimer(name, "0 * * * * *", (_, _, _) => Task.CompletedTask));
        Assert.ThrowsExactly<ArgumentException>(() => app.MapTimer(new string('a', 129), "0 * * * * *", (_, _, _) => Task.CompletedTask));
    }

    [TestMethod]
    public async Task A_schedule_without_meaning_is_refused_at_start()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        Assert.ThrowsExactly<FormatException>(() => app.MapTimer("Sweep", "* * * * *", (_, _, _) => Task.CompletedTask));
    }

    private Task<TriggerApp> StartAsync(params (string, string)[] settings) => TriggerApp.StartAsync(
        app => app.MapQueue("RunCode", "runs", TestJson.Default.Pointer, (_, message, context, _) =>
        {
            _handled.Add((message, context));
            return Task.CompletedTask;
        }),
        TestContext.CancellationToken,
        settings);

    private async Task<HttpResponseMessage> PostAsync(TriggerApp app, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json", "utf-8"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/RunCode") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        return await app.Client.SendAsync(request, TestContext.CancellationToken);
    }
}
