using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Execution;

internal static class ExecutionSetup
{
    public static IServiceCollection AddExecution(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(SandboxOptions.From(configuration))
        .AddSingleton<Languages>()
        .AddSingleton<ISandbox, LocalSandbox>()
        .AddSingleton<RunStore>()
        .AddSingleton<RunNews>()
        .AddSingleton<RunStops>()
        .AddSingleton<ExecuteRun>()
        .AddSingleton<ResendRuns>();

    public static void MapLanguages(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/languages", async (Languages languages, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-cache";
            return TypedResults.Ok(await languages.ListAsync());
        });

    public static void MapRunTriggers(this IEndpointRouteBuilder app)
    {
        app.MapQueue(ExecuteRun.FunctionName, RunNews.QueueName, ExecutionJson.Default.ExecuteRunMessage,
            (services, message, _, cancellationToken) => services.GetRequiredService<ExecuteRun>().HandleAsync(message, cancellationToken));
        app.MapQueue(ExecuteRun.PoisonFunctionName, RunNews.QueueName + CustomHandler.PoisonSuffix, ExecutionJson.Default.ExecuteRunMessage,
            (services, message, _, cancellationToken) => services.GetRequiredService<ExecuteRun>().HandlePoisonAsync(message, cancellationToken));
        app.MapTimer(ResendRuns.FunctionName, ResendRuns.Schedule,
            (services, _, cancellationToken) => services.GetRequiredService<ResendRuns>().RunAsync(cancellationToken));
    }
}
