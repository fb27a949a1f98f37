using System.Text;
using System.Text.Json;
using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Triggers;
using Microsoft.AspNetCore.Http;

namespace CodeMeet.Tests.Platform.Triggers;

/// <summary>Envelopes as captured from running Functions hosts (4.1036 and 4.24) and as the documentation shows them.</summary>
[TestClass]
public sealed class TriggerEnvelopeTests
{
    private const string Id = "52d53c5f-12a3-4f5e-9d5a-6a1c2f0e7b11";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("""{"Data":{"msg":"\"{\\\"id\\\":\\\"run 1\\\"}\""},"Metadata":{"DequeueCount":"2","Id":"\"52d53c5f-12a3-4f5e-9d5a-6a1c2f0e7b11\"","PopReceipt":"\"MThG\"","InsertionTime":"2025-02-18T03:06:19+00:00","ExpirationTime":"2025-02-25T03:06:19+00:00","NextVisibleTime":"2025-02-18T03:16:20+00:00","id":"\"run 1\"","sys":{"MethodName":"run","RandGuid":"e595","UtcNow":"2025-02-18T03:06:20.75Z"}}}""", DisplayName = "captured: strings encoded twice, numbers as strings")]
    [DataRow("""{"Data":{"queue":"{\"id\":\"run 1\"}"},"Metadata":{"DequeueCount":"2","Id":"52d53c5f-12a3-4f5e-9d5a-6a1c2f0e7b11"}}""", DisplayName = "encoded once")]
    [DataRow("""{"Data":{"queue":{"id":"run 1"}},"Metadata":{"DequeueCount":2,"Id":"52d53c5f-12a3-4f5e-9d5a-6a1c2f0e7b11","sys":{"MethodName":"run"}}}""", DisplayName = "documented: object and number as they are")]
    [DataRow("""{"Metadata":{"DequeueCount":2,"Id":"\"52d53c5f-12a3-4f5e-9d5a-6a1c2f0e7b11\"","RetryContext":{"RetryCount":1}},"Data":{"m":"\"\\\"{\\\\\\\"id\\\\\\\":\\\\\\\"run 1\\\\\\\"}\\\"\""}}""", DisplayName = "encoded three times, order turned round")]
    public async Task Every_known_encoding_reads_alike(string body)
    {
        using var envelope = await ReadAsync(body);
        Assert.AreEqual(new Pointer("run 1"), envelope.Message(TestJson.Default.Pointer));
        Assert.AreEqual(2, envelope.DequeueCount);
        Assert.AreEqual(Id, envelope.MessageId);
    }

    [TestMethod]
    public async Task Captured_timer_has_no_message()
    {
        using var envelope = await ReadAsync(
            """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"azure","UtcNow":"2025-02-18T03:06:20.75Z","RandGuid":"e595"}}}""");
        Assert.AreEqual("", envelope.MessageId);
        Assert.AreEqual(1, envelope.DequeueCount);
    }

    [TestMethod]
    public async Task Captured_plain_text_is_no_message_but_a_failed_delivery()
    {
        using var envelope = await ReadAsync("""{"Data":{"queue":"\"hello!!\""},"Metadata":{"DequeueCount":"1","Id":"\"52d53c5f\""}}""");
        Assert.ThrowsExactly<BadHttpRequestException>(() => envelope.Message(TestJson.Default.Pointer));
        Assert.AreEqual("52d53c5f", envelope.MessageId);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{}")]
    [DataRow("""{"Data":null}""")]
    [DataRow("""{"Data":"{}"}""")]
    [DataRow("""{"Data":{"msg":1}""")]
    public async Task What_is_no_envelope_is_a_bad_request(string body) =>
        await Assert.ThrowsExactlyAsync<BadHttpRequestException>(async () => (await ReadAsync(body)).Dispose());

    [TestMethod]
    [DataRow("""{"Data":{}}""")]
    [DataRow("""{"Data":{"a":{"id":"1"},"b":{"id":"1"}}}""")]
    [DataRow("""{"Data":{"msg":null}}""")]
    [DataRow("""{"Data":{"msg":7}}""")]
    [DataRow("""{"Data":{"msg":""}}""")]
    [DataRow("""{"Data":{"msg":"null"}}""")]
    public async Task What_holds_no_message_is_a_bad_request(string body)
    {
        using var envelope = await ReadAsync(body);
        Assert.ThrowsExactly<BadHttpRequestException>(() => envelope.Message(TestJson.Default.Pointer));
    }

    [TestMethod]
    public async Task Our_own_envelope_has_the_captured_shape()
    {
        var inserted = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        var message = new QueueMessage("m-1", """{"id":"run 1"}""", "receipt", 3, inserted, inserted.AddDays(7), inserted.AddMinutes(1));
        var written = TriggerEnvelope.Write(new QueueTrigger("ExecuteRun", "runs"), message, inserted);
        using var json = JsonDocument.Parse(written);
        Assert.AreEqual("\"{\\\"id\\\":\\\"run 1\\\"}\"", Unescape(json.RootElement.GetProperty("Data").GetProperty("msg").GetString()!));
        var metadata = json.RootElement.GetProperty("Metadata");
        Assert.AreEqual("3", metadata.GetProperty("DequeueCount").GetString());
        Assert.AreEqual("\"m-1\"", metadata.GetProperty("Id").GetString());
        Assert.AreEqual("\"receipt\"", metadata.GetProperty("PopReceipt").GetString());
        Assert.AreEqual(inserted, metadata.GetProperty("InsertionTime").GetDateTimeOffset());
        Assert.AreEqual("ExecuteRun", metadata.GetProperty("sys").GetProperty("MethodName").GetString());
        using var envelope = await ReadAsync(Encoding.UTF8.GetString(written));
        Assert.AreEqual(new Pointer("run 1"), envelope.Message(TestJson.Default.Pointer));
        Assert.AreEqual("m-1", envelope.MessageId);
        Assert.AreEqual(3, envelope.DequeueCount);
    }

    /// <summary>Our writer escapes quotes as <c>\u0022</c>, the host as <c>\"</c>: the same JSON.</summary>
    private static string Unescape(string text) => text.Replace("\\u0022", "\\\"", StringComparison.Ordinal);

    private Task<TriggerEnvelope> ReadAsync(string body) => TriggerEnvelope.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), TestContext.CancellationToken);
}
