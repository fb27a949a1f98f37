using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Identity;

namespace CodeMeet.Execution.Hosted;

/// <summary>Where programs run when not here.</summary>
/// <param name="Host">Base address of a <c>codemeet sandbox-host</c>, or of a session pool (<c>Execution:Host</c>).</param>
/// <param name="Key">What the host wants to see.</param>
/// <param name="Credential">
/// Set for a pool of Azure Container Apps dynamic sessions (<c>Execution:HostSessions</c>): every room gets a container of its own, and calls carry a token of the app's identity.
/// </param>
internal sealed record HostedOptions(Uri Host, HostKey Key, TokenCredential? Credential)
{
    /// <summary>Audience of the pool's endpoint.</summary>
    public const string SessionsScope = "https://dynamicsessions.io/.default";

    public bool HasSessions => Credential is not null;

    /// <returns>Null when programs run on this machine.</returns>
    /// <exception cref="InvalidOperationException">A host without a key, or an address that is none; for the operator.</exception>
    public static HostedOptions? From(IConfiguration configuration)
    {
        if (configuration["Execution:Host"] is not { Length: > 0 } address)
            return null;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var host) || host.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"Execution:Host is '{address}'; it must be the http or https address of a sandbox host.");
        return new HostedOptions(host, HostKey.From(configuration), configuration.GetValue<bool>("Execution:HostSessions") ? new DefaultAzureCredential() : null);
    }

    /// <summary>
    /// The address of a call. Whoever names a session chooses whose container it is, so the name is made here from the key and cannot be guessed: 64 hexadecimal digits.
    /// </summary>
    public Uri Address(string path, string session)
        => new(Host, HasSessions ? $"{path}?identifier={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key.Text), Encoding.UTF8.GetBytes(session)))}" : path);
}
