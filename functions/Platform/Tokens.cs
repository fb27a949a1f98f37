using System.Collections.Concurrent;
using System.Security.Cryptography;
using CodeMeet.Platform.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CodeMeet.Platform;

/// <summary>What a room token says. Rights are not in it: they are read from the participant on every call (rule I2).</summary>
/// <param name="RoomId">The only room the token opens.</param>
/// <param name="ParticipantId">Whom it stands for.</param>
/// <param name="ClientId">The page it was issued to; 0 while its owner waits. A newer page of the same participant supersedes it.</param>
/// <param name="Epoch">The room's epoch when it was issued; a reopened room does not take tokens from before.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record RoomToken(string RoomId, string ParticipantId, int ClientId, int Epoch, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>Issues and checks room tokens: JWT, HS256. The key is made once and shared by every instance through storage, or set as <c>Tokens:Key</c> (base64, 32 bytes or more).</summary>
internal sealed class Tokens(ITableStore tables, IConfiguration configuration, TimeProvider time) : IDisposable
{
    /// <summary>Long enough for an interview with a break, short enough that a leaked one dies the same day; heartbeats renew it at half time.</summary>
    public static readonly TimeSpan RoomTokenLifetime = TimeSpan.FromHours(6);

    private const string Issuer = "codemeet";
    private const string Audience = "codemeet-room";
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly SemaphoreSlim _loading = new(1, 1);
    private SymmetricSecurityKey? _key;

    /// <summary>Tokens whose signature was found good, since a page sends the same one many times a second. Expiry is looked at on every read all the same.</summary>
    private readonly ConcurrentDictionary<string, RoomToken> _verified = new(StringComparer.Ordinal);

    /// <summary>Verified tokens remembered before all are forgotten: some 10,000 pages, a few MiB.</summary>
    private const int Remembered = 10_000;

    public async ValueTask<string> IssueAsync(string roomId, string participantId, int clientId, int epoch, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + RoomTokenLifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = participantId,
                ["room"] = roomId,
                ["cid"] = clientId,
                ["epoch"] = epoch,
            },
        });
    }

    /// <summary>The token's contents, or why it is refused: <c>TOKEN_INVALID</c> (forged, foreign, malformed, <c>alg:none</c>) or <c>TOKEN_EXPIRED</c>.</summary>
    public async ValueTask<(RoomToken? Token, string? Refused)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (!_verified.TryGetValue(text, out var token))
        {
            token = await VerifyAsync(text, cancellationToken);
            if (token is null)
            {
                return (null, "TOKEN_INVALID");
            }

            if (_verified.Count >= Remembered)
            {
                _verified.Clear();
            }

            _verified[text] = token;
        }

        return time.GetUtcNow() >= token.ExpiresAt ? (null, "TOKEN_EXPIRED") : (token, null);
    }

    public void Dispose() => _loading.Dispose();

    private async Task<RoomToken?> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = await KeyAsync(cancellationToken),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            // The clock is ours (moved in tests), so the library only has to see that there is an expiry; ReadAsync compares it.
            LifetimeValidator = (notBefore, expires, _, _) => expires is not null && notBefore is not null,
        });
        return result.IsValid && result.SecurityToken is JsonWebToken jwt
            && jwt.TryGetPayloadValue<string>("room", out var room) && jwt.TryGetPayloadValue<int>("cid", out var clientId)
            && jwt.TryGetPayloadValue<int>("epoch", out var epoch) && !string.IsNullOrEmpty(jwt.Subject)
            ? new RoomToken(room, jwt.Subject, clientId, epoch, new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero))
            : null;
    }

    private async ValueTask<SymmetricSecurityKey> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } key)
        {
            return key;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _key ??= new SymmetricSecurityKey(configuration["Tokens:Key"] is { Length: > 0 } configured
                ? Convert.FromBase64String(configured)
                : await SharedKeyAsync(cancellationToken));
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<byte[]> SharedKeyAsync(CancellationToken cancellationToken)
    {
        const string table = "Secrets", partition = "tokens", row = "room-key";
        if (await tables.GetAsync(table, partition, row, cancellationToken) is { } stored)
        {
            return stored.GetBytes("key") ?? throw new InvalidDataException("The stored token key is empty.");
        }

        var made = new TableRow(row) { ["key"] = RandomNumberGenerator.GetBytes(32) };
        try
        {
            await tables.SubmitAsync(table, partition, [new TableWrite.Insert(made)], cancellationToken);
            return made.GetBytes("key")!;
        }
        catch (StorageConflictException)
        {
            // Another instance was first; its key is the one.
        }

        var theirs = await tables.GetAsync(table, partition, row, cancellationToken);
        return theirs?.GetBytes("key") ?? throw new InvalidDataException("The stored token key is empty.");
    }
}
