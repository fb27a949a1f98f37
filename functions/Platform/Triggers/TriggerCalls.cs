using System.Net.Http.Headers;
using System.Text.Json;

namespace CodeMeet.Platform.Triggers;

/// <summary>Calls this process's own trigger routes as the Functions host would: chunked, with its headers, judging the answer as it does.</summary>
internal sealed class TriggerCalls(Uri address, TriggerDoor door, TimeProvider clock) : IDisposable
{
    /// <summary><c>functionTimeout</c> in host.json.</summary>
    private static readonly TimeSpan s_functionTimeout = TimeSpan.FromMinutes(10);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Posts an envelope and answers why the call failed, or null when it succeeded.</summary>
    public async Task<string?> PostAsync(string functionName, byte[] envelope, CancellationToken abandon)
    {
        using var timeout = new CancellationTokenSource(s_functionTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abandon, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, functionName) { Content = new ByteArrayContent(envelope) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.0");
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.0");
        door.Sign(request);
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsStringAsync(either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return $"{(int)response.StatusCode} {body}";
            }

            using var answer = JsonDocument.Parse(body);
            return null;
        }
        catch (JsonException)
        {
            return "the answer is not JSON; the Functions host would wait for its time-out";
        }
        catch (HttpRequestException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException)
        {
            return abandon.IsCancellationRequested ? "the app is stopping" : "no answer within the function's time";
        }
    }

    public void Dispose() => _client.Dispose();
}
