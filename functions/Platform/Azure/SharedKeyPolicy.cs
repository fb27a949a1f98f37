using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>Signs each try of a queue or blob request with the account's key (scheme <c>SharedKey</c>).</summary>
internal sealed class SharedKeyPolicy(string accountName, byte[] key, TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    /// <summary>The headers that are signed by position, in their documented order, after the method.</summary>
    private static readonly string[] s_positional =
        ["Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        request.Headers.SetValue("Authorization", $"SharedKey {accountName}:{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(StringToSign(request))))}");
    }

    private string StringToSign(Request request)
    {
        var text = new StringBuilder(512).Append(request.Method.Method).Append('\n');
        foreach (var name in s_positional)
        {
            text.Append(Positional(request, name)).Append('\n');
        }

        foreach (var (name, value) in request.Headers
            .Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Name.ToLowerInvariant(), header.Value))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        var uri = request.Uri.ToUri();
        text.Append('/').Append(accountName).Append(uri.AbsolutePath);
        var query = HttpUtility.ParseQueryString(uri.Query);
        foreach (var name in query.AllKeys.OfType<string>().OrderBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            text.Append('\n').Append(name.ToLowerInvariant()).Append(':').Append(query[name]);
        }

        return text.ToString();
    }

    private static string? Positional(Request request, string name) => name switch
    {
        // An empty body is signed as no length at all.
        "Content-Length" => request.Content is { } content && content.TryComputeLength(out var length) && length > 0 ? length.ToString(CultureInfo.InvariantCulture) : null,
        // x-ms-date is signed instead.
        "Date" => null,
        _ => request.Headers.TryGetValue(name, out var value) ? value : null,
    };
}
