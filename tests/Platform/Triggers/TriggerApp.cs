using CodeMeet.Platform.Storage;
using CodeMeet.Platform.Triggers;
using CodeMeet.Tests.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeMeet.Tests.Platform.Triggers;

/// <summary>A real server on a free port with nothing but the triggers a test maps, over a SQLite file of its own.</summary>
internal sealed class TriggerApp : IAsyncDisposable
{
    private readonly SqliteHome _home = new(clock: TimeProvider.System);
    private readonly WebApplication _app;

    private TriggerApp(Action<WebApplication> map, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Triggers:RetryDelay"] = "00:00:00";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_home.Queues);
        builder.Services.AddSingleton(_home.Nudge);
        builder.Services.AddTriggers(builder.Configuration);
        _app = builder.Build();
        map(_app);
    }

    public IQueueStore Queues => _home.Queues;

    public HttpClient Client { get; } = new();

    public static async Task<TriggerApp> StartAsync(Action<WebApplication> map, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var app = new TriggerApp(map, settings);
        await app._app.StartAsync(cancellationToken);
        app.Client.BaseAddress = new Uri(app._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return app;
    }

    /// <summary>Messages in a queue, hidden ones included.</summary>
    public int MessageCount(string queue) => _home.File.Read(session =>
    {
        using var reader = session.Query("SELECT count(*) FROM messages WHERE queue = $1", queue);
        reader.Read();
        return reader.GetInt32(0);
    });

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _home.Dispose();
    }
}
