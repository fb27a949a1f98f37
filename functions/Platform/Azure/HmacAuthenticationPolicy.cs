using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>Signs each try of a Communication Services request with the resource's key (scheme <c>HMAC-SHA256</c>): method, path with query, date, host and the hash of the body.</summary>
internal sealed class HmacAuthenticationPolicy(byte[] key, TimeProvider clock) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Communication Services are called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var request = message.Request;
        using var body = new MemoryStream();
        if (request.Content is { } content)
        {
            await content.WriteToAsync(body, message.CancellationToken);
        }

        var uri = request.Uri.ToUri();
        var date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var hash = Convert.ToBase64String(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{request.Method.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{hash}"));
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("x-ms-content-sha256", hash);
        request.Headers.SetValue("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={Convert.ToBase64String(signature)}");
        await ProcessNextAsync(message, pipeline);
    }
}
