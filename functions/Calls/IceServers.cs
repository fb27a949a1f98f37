using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodeMeet.Calls;

/// <summary>
/// How pages find a way to each other. Settings: <c>Calls:Stun</c> and <c>Calls:Turn</c> (addresses, separated by commas), <c>Calls:TurnSecret</c> (coturn's
/// <c>static-auth-secret</c>), <c>Calls:RelayOnly</c> for networks that let nothing else through. Without any, pages of one network find each other all the same.
/// </summary>
internal sealed class IceServers
{
    public const string DirectPolicy = "all";
    public const string RelayPolicy = "relay";

    /// <summary>Longer than an interview, so that few calls need new ones; short enough that a leaked one is soon worth nothing.</summary>
    public static readonly TimeSpan CredentialLifetime = TimeSpan.FromHours(2);

    private readonly string[] _stun;
    private readonly string[] _turn;
    private readonly byte[] _secret;
    private readonly string _policy;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidOperationException">Settings that contradict each other: better no app than calls that fail one by one.</exception>
    public IceServers(IConfiguration configuration, TimeProvider time)
    {
        _time = time;
        _stun = Addresses(configuration, "Calls:Stun", "stun:", "stuns:");
        _turn = Addresses(configuration, "Calls:Turn", "turn:", "turns:");
        _secret = Encoding.UTF8.GetBytes(configuration["Calls:TurnSecret"] ?? "");
        _policy = configuration.GetValue("Calls:RelayOnly", defaultValue: false) ? RelayPolicy : DirectPolicy;
        if (_turn.Length > 0 && _secret.Length == 0)
        {
            throw new InvalidOperationException("Calls:Turn names servers, but Calls:TurnSecret does not say what they share with this app (coturn: use-auth-secret, static-auth-secret).");
        }

        if (_turn.Length == 0 && _policy is RelayPolicy)
        {
            throw new InvalidOperationException("Calls:RelayOnly lets pages meet only on a TURN server, and Calls:Turn names none.");
        }
    }

    /// <summary>For one participant; the credentials name them, so that what a relay carries can be laid at somebody's door.</summary>
    public IceAnswer For(string participantId)
    {
        List<IceServer> servers = [];
        if (_stun.Length > 0)
        {
            servers.Add(new IceServer(_stun, Username: null, Credential: null));
        }

        if (_turn.Length == 0)
        {
            return new IceAnswer(servers, ExpiresAt: null, _policy);
        }

        // coturn counts whole seconds.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + CredentialLifetime).ToUnixTimeSeconds());
        var (username, credential) = Credentials(_secret, participantId, expiresAt);
        servers.Add(new IceServer(_turn, username, credential));
        return new IceAnswer(servers, expiresAt, _policy);
    }

    /// <summary>coturn's shared-secret scheme: the name says until when it is good, the password is the proof that we wrote it.</summary>
    public static (string Username, string Credential) Credentials(ReadOnlySpan<byte> secret, string participantId, DateTimeOffset expiresAt)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiresAt.ToUnixTimeSeconds()}:{participantId}");
#pragma warning disable CA5350 // The scheme's own choice; HMAC does not lean on what is broken in SHA-1.
        var credential = HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes(username));
#pragma warning restore CA5350
        return (username, Convert.ToBase64String(credential));
    }

    private static string[] Addresses(IConfiguration configuration, string setting, params string[] schemes)
    {
        var addresses = (configuration[setting] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A browser refuses the whole connection for one address it cannot read.
        var wrong = addresses.FirstOrDefault(address => !schemes.Any(scheme => address.StartsWith(scheme, StringComparison.Ordinal)));
        return wrong is null ? addresses : throw new InvalidOperationException($"{setting} holds '{wrong}', which does not begin with {string.Join(" or ", schemes)}.");
    }
}
