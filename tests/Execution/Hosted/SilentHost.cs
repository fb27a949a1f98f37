using CodeMeet.Execution.Hosted;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>A peer that begins a run, says one thing, and then neither goes on nor hangs up, as one behind a dead network does.</summary>
internal sealed class SilentHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SilentHost(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public HostedOptions Options => HostedOptions.From(HostProcess.Settings(("Execution:Host", Url), (HostKey.Setting, HostProcess.Key)))!;

    /// <summary>Released by every call to cancel a run.</summary>
    public SemaphoreSlim Cancelled { get; } = new(0);

    public static async Task<SilentHost> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var host = new SilentHost(builder.Build());
        host._app.MapPost("/runs", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("""
                {"begun":{"status":{"mode":"A","available":true,"reasons":[],"weaknesses":[],"adapter":"local"}}}
                {"output":{"stream":"Stdout","text":"x"}}

                """, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        });
        host._app.MapDelete("/runs/{id}", () =>
        {
            host.Cancelled.Release();
            return TypedResults.NoContent();
        });
        await host._app.StartAsync(cancellationToken);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        Cancelled.Dispose();
    }
}
