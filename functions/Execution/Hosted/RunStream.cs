using System.Text.Json;

namespace CodeMeet.Execution.Hosted;

/// <summary>Writes one run's lines to its caller, whole and one after another, and a heartbeat whenever nothing else was said for a while.</summary>
internal sealed class RunStream : IAsyncDisposable
{
    private readonly HttpResponse _response;
    private readonly CancellationToken _hungUp;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _beating;

    private RunStream(HttpResponse response, TimeProvider time)
    {
        (_response, _hungUp) = (response, response.HttpContext.RequestAborted);
        _beating = BeatAsync(time);
    }

    public static async Task<RunStream> StartAsync(HttpResponse response, HostLine first, TimeProvider time)
    {
        response.ContentType = HostWire.Lines;
        response.Headers.CacheControl = "no-store";
        // Proxies that gather answers would hold back what a program has just printed.
        response.Headers["X-Accel-Buffering"] = "no";
        var stream = new RunStream(response, time);
        await stream.WriteAsync(first);
        return stream;
    }

    /// <exception cref="OperationCanceledException">The caller has hung up.</exception>
    public async ValueTask WriteAsync(HostLine line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, HostWire.Json.HostLine);
        await _writing.WaitAsync(_hungUp);
        try
        {
            await _response.Body.WriteAsync(bytes, _hungUp);
            await _response.Body.WriteAsync("\n"u8.ToArray(), _hungUp);
            await _response.Body.FlushAsync(_hungUp);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _beating;
        _over.Dispose();
        _writing.Dispose();
    }

    private async Task BeatAsync(TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(HostWire.Heartbeat, time, _over.Token);
                await WriteAsync(new HostLine());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The run is over, or its caller is gone: the run's own token says so.
        }
    }
}
