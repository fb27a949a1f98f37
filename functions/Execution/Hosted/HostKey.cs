using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace CodeMeet.Execution.Hosted;

/// <summary>The secret that callers of a sandbox host must show (<c>Execution:HostKey</c>, the same on both sides).</summary>
internal sealed class HostKey
{
    public const string Setting = "Execution:HostKey";

    private readonly byte[] _digest;

    private HostKey(string text)
    {
        Text = text;
        _digest = Digest(text);
    }

    public string Text { get; }

    /// <exception cref="InvalidOperationException">There is none, or it is too short; for the operator.</exception>
    public static HostKey From(IConfiguration configuration)
        => configuration[Setting] is { Length: >= HostWire.LeastKeyCharacters } key
            ? new HostKey(key)
            : throw new InvalidOperationException($"{Setting} must be set to a secret of at least {HostWire.LeastKeyCharacters} characters, the same for the app and its sandbox host.");

    /// <summary>Takes the same time whatever is wrong with what was shown.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        var shown = request.Headers[HostWire.KeyHeader] is [{ } own] ? own
            : AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var authorization) && authorization.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? authorization.Parameter
            : null;
        return CryptographicOperations.FixedTimeEquals(Digest(shown ?? ""), _digest);
    }

    /// <summary>Equal lengths, so that comparing them tells nothing about the key's.</summary>
    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
