using CodeMeet.Execution.Hosted;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Execution;

internal static class ExecutionSetup
{
    public static IServiceCollection AddExecution(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(SandboxOptions.From(configuration))
        .AddSandbox(configuration)
        .AddSingleton<RunStore>()
        .AddSingleton<RunNews>()
        .AddSingleton(RunLease.From(configuration))
        .AddSingleton<RunInputs>()
        .AddSingleton<RunBudgets>()
        .AddSingleton<RunPlaces>()
        .AddSingleton<LiveRuns>()
        .AddSingleton<RunAttempt>()
        .AddSingleton<ExecuteRun>()
        .AddSingleton<ResendRuns>();

    /// <summary>Programs run here, or where <c>Execution:Host</c> says.</summary>
    private static IServiceCollection AddSandbox(this IServiceCollection services, IConfiguration configuration)
        => HostedOptions.From(configuration) is { } hosted
            ? services.AddSingleton(hosted).AddSingleton<HostClient>().AddSingleton<ISandbox, HostedSandbox>()
                .AddSingleton(provider => new Languages(provider.GetRequiredService<SandboxOptions>()) { Elsewhere = provider.GetRequiredService<HostClient>().VersionAsync })
            : services.AddSingleton<Languages>().AddSingleton<ISandbox, LocalSandbox>();

    public static void MapLanguages(this IEndpointRouteBuilder app)
    {
        // By the time the first page asks, most versions are known.
        _ = app.ServiceProvider.GetRequiredService<Languages>().ListAsync();
        app.MapGet("/api/languages", async (Languages languages, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Ok(await languages.ListAsync());
        }).WithMetadata(new CompressedAnswer()).WithName("listLanguages").WithSummary("What can be written here, and what of it can be run on this machine.");
    }

    public static void MapRunTriggers(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<SandboxOptions>();
        MapRunQueue(app, ExecuteRun.FunctionName, ExecuteRun.PoisonFunctionName, RunNews.QueueName, QueueTrigger.UsualAtOnce);
        MapRunQueue(app, ExecuteRun.InteractiveFunctionName, ExecuteRun.InteractivePoisonFunctionName, RunNews.InteractiveQueueName,
            options.InteractivePlaces + QueueTrigger.UsualAtOnce); // more than can run, so that those after them see their place in the line
        app.MapTimer(ResendRuns.FunctionName, ResendRuns.Schedule,
            (services, _, cancellationToken) => services.GetRequiredService<ResendRuns>().RunAsync(cancellationToken));
    }

    private static void MapRunQueue(IEndpointRouteBuilder app, string functionName, string poisonFunctionName, string queueName, int atOnce)
    {
        app.MapQueue(functionName, queueName, ExecutionJson.Default.ExecuteRunMessage,
            (services, message, _, cancellationToken) => services.GetRequiredService<ExecuteRun>().HandleAsync(message, cancellationToken), atOnce);
        app.MapQueue(poisonFunctionName, queueName + CustomHandler.PoisonSuffix, ExecutionJson.Default.ExecuteRunMessage,
            (services, message, _, cancellationToken) => services.GetRequiredService<ExecuteRun>().HandlePoisonAsync(message, cancellationToken));
    }
}
