using System.Security.Cryptography;
using System.Text;

namespace CodeMeet.Platform.Triggers;

/// <summary>
/// Keeps the public away from trigger routes, which are plain paths on the same port.
/// Behind the Functions host its routing does that: <c>spa.function.json</c> lets only GET and HEAD through and everything else must be under <c>api/</c>,
/// where no trigger may be. The host sets the same headers on calls it merely proxies, so headers could not tell them apart.
/// On our own we know the only legitimate caller, <see cref="LocalTriggers"/> in this very process: it shows a secret that never leaves the process.
/// </summary>
internal sealed class TriggerDoor(IConfiguration configuration)
{
    private const string Header = "X-CodeMeet-Trigger";

    private readonly bool _guarded = string.IsNullOrEmpty(configuration[CustomHandler.PortVariable]);
    private readonly byte[] _secret = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64));

    public bool Admits(HttpRequest request) =>
        !_guarded || CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(request.Headers[Header].ToString()), _secret);

    /// <summary>Lets this request in. It must go nowhere but to this process.</summary>
    public void Sign(HttpRequestMessage request) => request.Headers.Add(Header, Encoding.ASCII.GetString(_secret));
}
