using CodeMeet.Platform.Triggers;

namespace CodeMeet.Collab;

internal static class CollabSetup
{
    public static IServiceCollection AddCollab(this IServiceCollection services) => services
        .AddSingleton<LogReader>()
        .AddSingleton<LogHeads>()
        .AddSingleton<UpdateLog>()
        .AddSingleton<CompactLog>()
        .AddSingleton<GoneAuthors>()
        .AddSingleton<Quarantine>()
        .AddSingleton<BatchRates>();

    public static void MapCollabTriggers(this IEndpointRouteBuilder app)
    {
        app.MapQueue(CompactLog.FunctionName, CompactLog.QueueName, DocumentJson.Default.CompactLogMessage,
            (services, message, _, cancellationToken) => services.GetRequiredService<CompactLog>().HandleAsync(message, cancellationToken));
        app.MapQueue(CompactLog.PoisonFunctionName, CompactLog.QueueName + CustomHandler.PoisonSuffix, DocumentJson.Default.CompactLogMessage,
            (services, message, _, _) => services.GetRequiredService<CompactLog>().HandlePoisonAsync(message));
    }
}
