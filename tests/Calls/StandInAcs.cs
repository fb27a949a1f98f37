using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CodeMeet.Tests.Calls;

/// <summary>
/// The identity part of a Communication Services resource as its REST documentation has it, on loopback: signature or Entra token, date, version, scopes, lifetimes,
/// what exists and what was revoked. Written from the documentation and sharing no code with the client.
/// </summary>
internal sealed class StandInAcs : IAsyncDisposable
{
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(64);
    private static readonly string[] s_scopes = ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"];

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, IssuedToken>> _identities = new(StringComparer.Ordinal);
    private int _refusedRequests;
    private int _failures;

    private StandInAcs(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    private sealed record IssuedToken(string[] Scopes, DateTimeOffset ExpiresOn);

    public Uri Url => new(_app.Urls.First());

    public string ConnectionString => $"endpoint={Url};accesskey={Convert.ToBase64String(s_key)}";

    /// <summary>The Entra token it takes besides signatures.</summary>
    public string? Bearer { get; init; }

    public IReadOnlyCollection<string> Identities => [.. _identities.Keys];

    /// <summary>Requests against the documentation so far; each is also answered as the service would.</summary>
    public int RefusedRequests => _refusedRequests;

    /// <summary>While set, every request gets this status. Those with 5xx are tried again by clients, others are not.</summary>
    public int? Failing { get; set; }

    /// <summary>Requests that <see cref="Failing"/> answered.</summary>
    public int Failures => _failures;

    public static async Task<StandInAcs> StartAsync(TimeProvider clock, string? bearer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var standIn = new StandInAcs(app, clock) { Bearer = bearer };
        app.Run(standIn.AnswerAsync);
        await app.StartAsync();
        return standIn;
    }

    /// <summary>What the calling part of the service would say to a browser with this token.</summary>
    public bool Opens(string token, string scope) =>
        _identities.Values.Any(tokens => tokens.TryGetValue(token, out var issued) && issued.ExpiresOn > _clock.GetUtcNow() && issued.Scopes.Contains(scope, StringComparer.Ordinal));

    /// <summary>As somebody does in the portal.</summary>
    public void Forget(string userId) => _identities.TryRemove(userId, out _);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Failing is { } failing)
        {
            Interlocked.Increment(ref _failures);
            await ErrorAsync(context, failing, "Failing");
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (status, code, answer) = Decide(context.Request, body.ToArray());
        if (code is not null)
        {
            // An identity that is gone is no mistake of whoever asks.
            if (status != 404)
            {
                Interlocked.Increment(ref _refusedRequests);
            }

            await ErrorAsync(context, status, code);
            return;
        }

        context.Response.StatusCode = status;
        if (answer is not null)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        }
    }

    private (int Status, string? Code, JsonObject? Answer) Decide(HttpRequest request, byte[] body)
    {
        if (!IsSigned(request, body))
        {
            return (401, "Unauthorized", null);
        }

        if (request.Query["api-version"] != "2023-10-01")
        {
            return (400, "InvalidApiVersion", null);
        }

        var parts = (request.Path.Value ?? "").Trim('/').Split('/');
        return (request.Method, parts) switch
        {
            ("POST", ["identities"]) => Create(request, body),
            ("POST", ["identities", var id, ":issueAccessToken"]) => Issue(request, body, id),
            ("POST", ["identities", var id, ":revokeAccessTokens"]) => Revoke(id),
            ("DELETE", ["identities", var id]) => _identities.TryRemove(id, out _) ? (204, null, null) : NoIdentity(),
            _ => (404, "NotFound", null),
        };
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return Bearer is not null && authorization == "Bearer " + Bearer;
        }

        var date = request.Headers["x-ms-date"].ToString();
        if (!DateTimeOffset.TryParseExact(date, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || (_clock.GetUtcNow() - at).Duration() > TimeSpan.FromMinutes(5))
        {
            return false;
        }

        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        using var hmac = new HMACSHA256(s_key);
        var signature = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(request.Method + "\n" + target + "\n" + date + ";" + request.Host.Value + ";" + hash)));
        return request.Headers["x-ms-content-sha256"] == hash && authorization == "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=" + signature;
    }

    private (int, string?, JsonObject?) Create(HttpRequest request, byte[] body)
    {
        var id = $"8:acs:{Guid.NewGuid()}_{Guid.NewGuid():N}";
        var wanted = ReadWish(request, body, "createTokenWithScopes");
        if (wanted is not { } issued)
        {
            return (400, "ValidationError", null);
        }

        _identities[id] = new(StringComparer.Ordinal);
        return (201, null, new JsonObject { ["identity"] = new JsonObject { ["id"] = id }, ["accessToken"] = Give(id, issued) });
    }

    private (int, string?, JsonObject?) Issue(HttpRequest request, byte[] body, string id) =>
        !_identities.ContainsKey(id) ? NoIdentity() : ReadWish(request, body, "scopes") is { } issued ? (200, null, Give(id, issued)) : (400, "ValidationError", null);

    private (int, string?, JsonObject?) Revoke(string id)
    {
        if (!_identities.TryGetValue(id, out var tokens))
        {
            return NoIdentity();
        }

        tokens.Clear();
        return (204, null, null);
    }

    private static (int, string?, JsonObject?) NoIdentity() => (404, "IdentityNotFound", null);

    private IssuedToken? ReadWish(HttpRequest request, byte[] body, string scopesName)
    {
        try
        {
            var wish = JsonNode.Parse(body)!.AsObject();
            var scopes = wish[scopesName]!.AsArray().Select(scope => (string)scope!).ToArray();
            var minutes = (int?)wish["expiresInMinutes"] ?? 1440;
            return request.ContentType is "application/json" && scopes.Length > 0 && scopes.All(scope => s_scopes.Contains(scope, StringComparer.Ordinal)) && minutes is >= 60 and <= 1440
                ? new IssuedToken(scopes, _clock.GetUtcNow().AddMinutes(minutes))
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    private JsonObject Give(string id, IssuedToken issued)
    {
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        _identities[id][token] = issued;
        return new JsonObject { ["token"] = token, ["expiresOn"] = issued.ExpiresOn.ToString("O", CultureInfo.InvariantCulture) };
    }

    private static async Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = code + "." } }.ToJsonString(), context.RequestAborted);
    }
}
