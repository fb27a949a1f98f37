using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using CodeMeet.Platform.Azure;
using CodeMeet.Tests.Platform.Storage;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>
/// Golden vectors: each signature was computed apart from this code, as HMAC-SHA256 over the string to sign that the REST documentation prescribes,
/// with this key and the date Sun, 22 Nov 2026 09:00:00 GMT.
/// </summary>
[TestClass]
public sealed class SharedKeyTests
{
    private static readonly byte[] s_key = Encoding.ASCII.GetBytes("codemeet-test-key-0123456789abcdef");

    private readonly ManualClock _clock = new();

    [TestMethod]
    public void Table_request_is_signed_over_date_and_encoded_path()
    {
        var message = Message(RequestMethod.Get, "https://acct.table.core.windows.net/Rooms(PartitionKey='p%20q',RowKey='it%27%27s')?$select=A");
        new TableSharedKeyPolicy("acct", s_key, _clock).OnSendingRequest(message);
        AssertSigned(message, "SharedKeyLite acct:DAd5tAnQSx3Ex6ZYnl4wDh7f8leBeOsw/V7/XAO36vA=");
    }

    [TestMethod]
    public void Table_batch_to_the_emulator_names_the_account_twice()
    {
        var message = Message(RequestMethod.Post, "http://127.0.0.1:10002/devstoreaccount1/$batch");
        new TableSharedKeyPolicy("devstoreaccount1", s_key, _clock).OnSendingRequest(message);
        AssertSigned(message, "SharedKeyLite devstoreaccount1:y80Eb5D8kqZECuPJrKfWoi3eR1bc/ZTPiFsO3EWZz38=");
    }

    [TestMethod]
    public void Conditional_blob_upload_is_signed_with_length_type_condition_and_own_headers()
    {
        var message = Message(RequestMethod.Put, "https://acct.blob.core.windows.net/docs/a%20b/c.bin");
        message.Request.Content = RequestContent.Create("hello"u8.ToArray());
        message.Request.Headers.SetValue("x-ms-version", "2021-12-02");
        message.Request.Headers.SetValue("x-ms-blob-type", "BlockBlob");
        message.Request.Headers.SetValue("If-None-Match", "*");
        message.Request.Headers.SetValue("Content-Type", "application/octet-stream");
        new SharedKeyPolicy("acct", s_key, _clock).OnSendingRequest(message);
        AssertSigned(message, "SharedKey acct:9lHJ1VEUHzQJn2Gxdfvm5euzZWAaJech3OiGKUPzUe8=");
    }

    [TestMethod]
    public void Listing_signs_decoded_parameters_in_order()
    {
        var message = Message(RequestMethod.Get, "http://127.0.0.1:10000/devstoreaccount1/docs?restype=container&comp=list&prefix=a%20b%2F");
        message.Request.Headers.SetValue("x-ms-version", "2021-12-02");
        new SharedKeyPolicy("devstoreaccount1", s_key, _clock).OnSendingRequest(message);
        AssertSigned(message, "SharedKey devstoreaccount1:34mYNqwGj5G1fIZlecvp5seS0eqUf4r5ystHClLWz2c=");
    }

    [TestMethod]
    public void Message_deletion_signs_a_receipt_with_plus_and_slash()
    {
        var message = Message(RequestMethod.Delete, "https://acct.queue.core.windows.net/runs/messages/id-1?popreceipt=AgAAAAMAAAA%2B%2F%3D%3D");
        message.Request.Headers.SetValue("x-ms-version", "2021-12-02");
        new SharedKeyPolicy("acct", s_key, _clock).OnSendingRequest(message);
        AssertSigned(message, "SharedKey acct:26iiOJrynjhFXBMiXT4lPAe5li+m+pUJExGz3BY9tuQ=");
    }

    [TestMethod]
    public void Each_try_is_signed_anew()
    {
        var message = Message(RequestMethod.Get, "https://acct.table.core.windows.net/Rooms");
        var policy = new TableSharedKeyPolicy("acct", s_key, _clock);
        policy.OnSendingRequest(message);
        message.Request.Headers.TryGetValue("Authorization", out var first);
        _clock.Advance(TimeSpan.FromSeconds(1));
        policy.OnSendingRequest(message);
        message.Request.Headers.TryGetValue("Authorization", out var second);
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(1, message.Request.Headers.Count(header => header.Name is "Authorization"));
    }

    private static HttpMessage Message(RequestMethod method, string address)
    {
        var message = HttpPipelineBuilder.Build(new Options()).CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address));
        return message;
    }

    private static void AssertSigned(HttpMessage message, string authorization)
    {
        Assert.IsTrue(message.Request.Headers.TryGetValue("x-ms-date", out var date));
        Assert.AreEqual("Sun, 22 Nov 2026 09:00:00 GMT", date);
        Assert.IsTrue(message.Request.Headers.TryGetValue("Authorization", out var signed));
        Assert.AreEqual(authorization, signed);
    }

    private sealed class Options : ClientOptions;
}
