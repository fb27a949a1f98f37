using CodeMeet.Execution.Sandbox;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeMeet.Execution.Hosted;

/// <summary>
/// <c>codemeet sandbox-host</c>: this machine's sandbox over HTTP, for an app that runs elsewhere. It knows no rooms and stores nothing; whoever has the key may run programs.
/// </summary>
internal static partial class SandboxHost
{
    private const int Misconfigured = 2;
    private const string HealthPath = "/health";

    /// <summary>Beside the app's own 7071; loopback, for who wants it reachable must say so.</summary>
    private const string DefaultUrl = "http://127.0.0.1:7072";

    /// <returns>2 when it may not start: without a key.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication app;
        try
        {
            app = Build(args);
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Misconfigured;
        }

        await using (app)
        {
            await app.RunAsync();
            return 0;
        }
    }

    /// <exception cref="InvalidOperationException">The configuration has no proper key; for the operator.</exception>
    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var key = HostKey.From(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = HostWire.MaxInputBytes;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(SandboxOptions.From(builder.Configuration))
            .AddSingleton<Languages>()
            .AddSingleton<ISandbox, LocalSandbox>()
            .AddSingleton<HostedRuns>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, HostWire.Json));

        var app = builder.Build();
        // Before routing and before any body is read.
        app.Use((context, next) =>
        {
            if (context.Request.Path.Equals(HealthPath, StringComparison.Ordinal) || key.IsShownBy(context.Request))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapGet(HealthPath, Health);
        app.MapGet("/status", Status);
        app.MapGet("/languages", ListLanguages);
        app.MapPost("/runs", HostedRunEndpoints.Start);
        app.MapPost("/runs/{id}/input", HostedRunEndpoints.Type);
        app.MapDelete("/runs/{id}", HostedRunEndpoints.Cancel);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            Log.Ready(app.Logger, app.Urls.FirstOrDefault() ?? DefaultUrl);
            // Now rather than at the first run, which would wait for it.
            _ = app.Services.GetRequiredService<ISandbox>().GetStatusAsync(CancellationToken.None);
        });
        return app;
    }

    /// <summary>For whoever keeps the container alive; says nothing about the machine beyond its mode.</summary>
    private static async Task<Results<Ok<HostHealth>, JsonHttpResult<HostHealth>>> Health(ISandbox sandbox, CancellationToken cancellationToken)
    {
        var status = await sandbox.GetStatusAsync(cancellationToken);
        var health = new HostHealth(status.Available ? "ok" : "cannot isolate", status.Mode);
        return status.Available ? TypedResults.Ok(health) : TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<SandboxStatus>> Status(ISandbox sandbox, CancellationToken cancellationToken) => TypedResults.Ok(await sandbox.GetStatusAsync(cancellationToken));

    private static async Task<Ok<HostLanguages>> ListLanguages(Languages languages)
        => TypedResults.Ok(new HostLanguages((await languages.ListAsync()).Languages.ToDictionary(l => l.Id, l => l.Version, StringComparer.Ordinal)));

    internal sealed record HostHealth(string Status, string? Mode);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The sandbox host is ready on {Url}")]
        public static partial void Ready(ILogger logger, string url);
    }
}
