using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using Azure.Identity;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution.Hosted;

/// <summary>The calls to a sandbox host. Every failure of the line, of the host or of the key is a <see cref="HostUnavailableException"/>.</summary>
internal sealed class HostClient(HostedOptions options, TimeProvider time) : IDisposable
{
    /// <summary>For answers that take the host no time; a first status waits for its self-test.</summary>
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Toolchains change when a host is replaced by a newer one.</summary>
    private static readonly TimeSpan VersionsLast = TimeSpan.FromMinutes(5);

    /// <summary>After a failure: the page with the list of languages must not wait for a dead host at every visit.</summary>
    private static readonly TimeSpan FailureLasts = TimeSpan.FromSeconds(5);

    /// <summary>The session that is asked for what is the same in all of them.</summary>
    private const string AnySession = "languages";

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectDeadline,
        // Addresses of rented machines change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        AutomaticDecompression = System.Net.DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private readonly SemaphoreSlim _asking = new(1);
    private IReadOnlyDictionary<string, string?> _versions = new Dictionary<string, string?>(StringComparer.Ordinal);
    private DateTimeOffset _versionsUntil;

    public async Task<SandboxStatus> StatusAsync(CancellationToken cancellationToken)
        => await GetAsync("status", HostWire.Json.SandboxStatus, cancellationToken);

    /// <summary>Of a toolchain on the host, by its own words; null where it is missing or the host does not answer.</summary>
    public async Task<string?> VersionAsync(Language language)
    {
        await _asking.WaitAsync();
        try
        {
            if (time.GetUtcNow() >= _versionsUntil)
            {
                try
                {
                    _versions = (await GetAsync("languages", HostWire.Json.HostLanguages, CancellationToken.None)).Versions;
                    _versionsUntil = time.GetUtcNow() + VersionsLast;
                }
                catch (HostUnavailableException)
                {
                    // The status says why; what was known before is most likely still so.
                    _versionsUntil = time.GetUtcNow() + FailureLasts;
                }
            }

            return _versions.GetValueOrDefault(language.Id);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Starts a run; the answer's body is its lines.</summary>
    /// <exception cref="ArgumentException">The host will not run such a request.</exception>
    public async Task<HttpResponseMessage> StartAsync(HostRun run, string session, CancellationToken hangUp)
    {
        var response = await SendAsync(HttpMethod.Post, "runs", session, JsonContent.Create(run, HostWire.Json.HostRun), hangUp);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            if (response.StatusCode is not System.Net.HttpStatusCode.BadRequest)
                throw Refused(response);
            var refusal = await ReadAsync(response, HostWire.Json.HostRefusal, hangUp);
            throw new ArgumentException(refusal.Detail, nameof(run));
        }
    }

    /// <returns>False when the run is over.</returns>
    public async Task<bool> TypeAsync(string id, HostInput input, string session, CancellationToken hangUp)
    {
        using var response = await SendAsync(HttpMethod.Post, $"runs/{id}/input", session, JsonContent.Create(input, HostWire.Json.HostInput), hangUp);
        return response.StatusCode switch
        {
            System.Net.HttpStatusCode.NoContent => true,
            System.Net.HttpStatusCode.NotFound => false,
            _ => throw Refused(response),
        };
    }

    /// <summary>A run that is over already is fine.</summary>
    public async Task CancelAsync(string id, string session, CancellationToken hangUp)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"runs/{id}", session, null, hangUp);
        if (response.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotFound))
            throw Refused(response);
    }

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private static HostUnavailableException Refused(HttpResponseMessage response) => new(response.StatusCode switch
    {
        System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden => $"The sandbox host does not accept {HostKey.Setting}, or this app may not use the session pool.",
        System.Net.HttpStatusCode.NotFound => "There is no sandbox host at Execution:Host, or the session pool has no session left.",
        var status => $"The sandbox host answered {(int)status}.",
    });

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or NotSupportedException)
        {
            throw new HostUnavailableException($"The answer of the sandbox host could not be read: {e.Message}");
        }
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(AnswerDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var response = await SendAsync(HttpMethod.Get, path, AnySession, null, either.Token);
            return response.IsSuccessStatusCode ? await ReadAsync(response, type, either.Token) : throw Refused(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostUnavailableException($"The sandbox host at {options.Host} does not answer.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string session, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, options.Address(path, session)) { Content = content };
        try
        {
            if (options.Credential is null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Key.Text);
            }
            else
            {
                // The credential keeps a token until shortly before it ends.
                var token = await options.Credential.GetTokenAsync(new TokenRequestContext([HostedOptions.SessionsScope]), cancellationToken);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
                request.Headers.Add(HostWire.KeyHeader, options.Key.Text);
            }

            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationFailedException)
        {
            throw new HostUnavailableException($"The sandbox host at {options.Host} cannot be reached: {e.Message}");
        }
    }
}

/// <summary>The message is for the operator.</summary>
internal sealed class HostUnavailableException(string message) : Exception(message);
