using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using CodeMeet.Platform.Azure;
using CodeMeet.Tests.Platform.Storage;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>
/// Golden vectors: each was computed apart from this code from the documented string to sign, <c>METHOD\npath?query\ndate;host;hash</c>, with this key and the date
/// Sun, 22 Nov 2026 09:00:00 GMT: HMAC-SHA256 over it, SHA-256 over the body, both in base64.
/// </summary>
[TestClass]
public sealed class HmacAuthenticationTests
{
    private const string EmptyHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private static readonly byte[] s_key = Encoding.ASCII.GetBytes("codemeet-test-key-0123456789abcdef");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public Task A_request_with_a_body_is_signed_over_its_hash() => AssertSignedAsync(
        RequestMethod.Post,
        "https://contoso.communication.azure.com/identities?api-version=2023-10-01",
        """{"createTokenWithScopes":["voip"],"expiresInMinutes":60}""",
        "riqUJMgNPJKPTzCcn0B7ducXw4YeJM1Nm7f+AosM3sU=",
        "pY9IFWjzU7a3swwInAEuM46oSi2stPxPM9R+OUAIUJ4=");

    [TestMethod]
    public Task A_request_without_a_body_is_signed_over_the_hash_of_nothing_and_the_escaped_path() => AssertSignedAsync(
        RequestMethod.Delete, "https://contoso.communication.azure.com/identities/8%3Aacs%3Aa_b?api-version=2023-10-01", null, EmptyHash, "YpLhSPhC0j/2IvJvrPQQmUpilJ6+9bVI4RGUoUumclA=");

    [TestMethod]
    public Task A_port_belongs_to_the_host() => AssertSignedAsync(
        RequestMethod.Post, "http://127.0.0.1:5001/identities/8%3Aacs%3Aa_b/:revokeAccessTokens?api-version=2023-10-01", null, EmptyHash, "w1JTX1SQsNxRUTZIp/gqBUgY03/aEJ+JIDBTaVEhRQY=");

    private async Task AssertSignedAsync(RequestMethod method, string address, string? body, string hash, string signature)
    {
        using var sent = new Capture();
        var options = new Options { Transport = new HttpClientTransport(sent), Retry = { MaxRetries = 0 } };
        var pipeline = HttpPipelineBuilder.Build(options, new HmacAuthenticationPolicy(s_key, new ManualClock()));
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address));
        message.Request.Content = body is null ? null : RequestContent.Create(Encoding.UTF8.GetBytes(body));
        await pipeline.SendAsync(message, TestContext.CancellationToken);

        Assert.AreEqual("Sun, 22 Nov 2026 09:00:00 GMT", sent.Header("x-ms-date"));
        Assert.AreEqual(hash, sent.Header("x-ms-content-sha256"));
        Assert.AreEqual($"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}", sent.Header("Authorization"));
    }

    private sealed class Options : ClientOptions;

    /// <summary>The last stop before the network: keeps what would be sent.</summary>
    private sealed class Capture : HttpMessageHandler
    {
        private HttpRequestMessage? _request;

        public string Header(string name) => string.Join(',', _request!.Headers.NonValidated[name]);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _request = request;
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
