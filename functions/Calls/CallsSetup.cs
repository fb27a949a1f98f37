namespace CodeMeet.Calls;

internal static class CallsSetup
{
    public static IServiceCollection AddCalls(this IServiceCollection services) => services
        .AddSingleton<IceServers>()
        .AddSingleton<SignalRates>();
}
