namespace CodeMeet.Platform.Realtime;

internal static class RealtimeSetup
{
    public static IServiceCollection AddRealtime(this IServiceCollection services)
    {
        services.AddSignalR(options =>
        {
            // Pages send nothing but pings over the hub.
            options.MaximumReceiveMessageSize = 4 * 1024;
            options.MaximumParallelInvocationsPerClient = 1;
            options.KeepAliveInterval = TimeSpan.FromSeconds(10);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
        });
        // All it says at this level and above is that a page could not be connected, with a stack trace also where the page was refused. PageHub tells the two apart.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.HubConnectionHandler", LogLevel.None));
        return services.AddHostedService<RevokePages>().AddSingleton<HubRealtime>().AddSingleton<IRealtime>(provider => provider.GetRequiredService<HubRealtime>());
    }

    public static void MapRealtime(this IEndpointRouteBuilder app) => app.MapHub<PageHub>("/api/hub");
}
