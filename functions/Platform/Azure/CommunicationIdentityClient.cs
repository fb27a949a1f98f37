using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>What proves to Communication Services who a browser is, until it expires or is revoked.</summary>
internal sealed record CommunicationToken(string Token, DateTimeOffset ExpiresOn);

/// <summary>
/// Identities of a Communication Services resource over REST, with the names and meanings of Azure.Communication.Identity (which does not restore here,
/// docs/decisions/0001). Every unexpected answer is a <see cref="RequestFailedException"/> with its error code.
/// </summary>
internal sealed class CommunicationIdentityClient
{
    private const string ApiVersion = "2023-10-01";
    private const string Scope = "https://communication.azure.com/.default";

    private readonly HttpPipeline _pipeline;
    private readonly Uri _endpoint;

    private CommunicationIdentityClient(Uri endpoint, HttpPipelinePolicy signature, HttpPipelineTransport? transport = null)
    {
        _endpoint = endpoint;
        var options = new IdentityClientOptions();
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        // Somebody is waiting to be let into a call.
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        options.Transport = transport ?? options.Transport;
        var pipeline = new HttpPipelineOptions(options) { RequestFailedDetailsParser = new ErrorParser() };
        pipeline.PerRetryPolicies.Add(signature);
        _pipeline = HttpPipelineBuilder.Build(pipeline);
    }

    /// <summary>Signs with the resource's key: <c>endpoint=https://…;accesskey=…</c>.</summary>
    /// <exception cref="FormatException">A part is missing or malformed. The message never shows the key.</exception>
    public static CommunicationIdentityClient FromConnectionString(string connectionString, TimeProvider clock)
    {
        var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var key = Part("accesskey");
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) && length > 0
            ? new(Address(Part("endpoint")), new HmacAuthenticationPolicy(bytes[..length], clock))
            : throw new FormatException("The Communication Services connection string's accesskey is not base64.");

        string Part(string name) =>
            parts.FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)) is { } found && found.Length > name.Length + 1
                ? found[(name.Length + 1)..]
                : throw new FormatException($"The Communication Services connection string has no {name}.");
    }

    /// <summary>Signs with a token of the app's identity, which needs a role on the resource that may manage its identities.</summary>
    /// <param name="endpoint"><c>https://….communication.azure.com</c></param>
    /// <param name="credential">The app's identity.</param>
    /// <param name="transport">Azure.Core's own when null.</param>
    /// <exception cref="FormatException">Not an address; tokens go to nobody but over HTTPS.</exception>
    public static CommunicationIdentityClient FromIdentity(string endpoint, TokenCredential credential, HttpPipelineTransport? transport = null)
    {
        var address = Address(endpoint);
        return address.Scheme is "https"
            ? new(address, new BearerTokenAuthenticationPolicy(credential, Scope), transport)
            : throw new FormatException("The Communication Services endpoint does not begin with https://.");
    }

    /// <summary>A new identity that nobody has been yet, with its first token.</summary>
    public async Task<(string UserId, CommunicationToken Token)> CreateUserAndTokenAsync(IEnumerable<string> scopes, TimeSpan tokenExpiresIn, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, "/identities", TokenRequest("createTokenWithScopes", scopes, tokenExpiresIn));
        using var json = JsonDocument.Parse((await SendAsync(message, cancellationToken)).Content);
        return (json.RootElement.GetProperty("identity").GetProperty("id").GetString()!, ReadToken(json.RootElement.GetProperty("accessToken")));
    }

    public async Task<CommunicationToken> GetTokenAsync(string userId, IEnumerable<string> scopes, TimeSpan tokenExpiresIn, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, $"{PathOf(userId)}/:issueAccessToken", TokenRequest("scopes", scopes, tokenExpiresIn));
        using var json = JsonDocument.Parse((await SendAsync(message, cancellationToken)).Content);
        return ReadToken(json.RootElement);
    }

    /// <summary>Every token that the identity was given so far stops working.</summary>
    public async Task RevokeTokensAsync(string userId, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, $"{PathOf(userId)}/:revokeAccessTokens", null);
        await SendAsync(message, cancellationToken);
    }

    /// <summary>Revokes the identity's tokens and forgets it.</summary>
    public async Task DeleteUserAsync(string userId, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Delete, PathOf(userId), null);
        await SendAsync(message, cancellationToken);
    }

    private static string PathOf(string userId) => "/identities/" + Uri.EscapeDataString(userId);

    private static Uri Address(string endpoint) =>
        Uri.TryCreate(endpoint.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new FormatException("The Communication Services endpoint is no HTTP address.");

    private static RequestContent TokenRequest(string scopesName, IEnumerable<string> scopes, TimeSpan tokenExpiresIn)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray(scopesName);
            foreach (var scope in scopes)
            {
                json.WriteStringValue(scope);
            }

            json.WriteEndArray();
            json.WriteNumber("expiresInMinutes", (int)tokenExpiresIn.TotalMinutes);
            json.WriteEndObject();
        }

        return RequestContent.Create(body.ToArray());
    }

    private static CommunicationToken ReadToken(JsonElement token) => new(token.GetProperty("token").GetString()!, token.GetProperty("expiresOn").GetDateTimeOffset());

    private HttpMessage Message(RequestMethod method, string path, RequestContent? content)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri($"{_endpoint.AbsoluteUri.TrimEnd('/')}{path}?api-version={ApiVersion}"));
        message.Request.Headers.SetValue("Accept", "application/json");
        if (content is not null)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json");
            message.Request.Content = content;
        }

        return message;
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status < 300 ? message.Response : throw new RequestFailedException(message.Response);
    }

    private sealed class IdentityClientOptions : ClientOptions;

    /// <summary>Finds the code in <c>{"error":{"code","message"}}</c>.</summary>
    private sealed class ErrorParser : RequestFailedDetailsParser
    {
        public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
        {
            data = null;
            error = null;
            try
            {
                using var json = JsonDocument.Parse(response.Content);
                if (json.RootElement.TryGetProperty("error", out var body))
                {
                    error = new ResponseError(body.GetProperty("code").GetString(), body.GetProperty("message").GetString());
                }
            }
            catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // Not the service's own answer, a gateway's page for instance: the status has to do.
            }

            return error is not null;
        }
    }
}
