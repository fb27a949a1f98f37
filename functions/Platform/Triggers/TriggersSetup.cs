namespace CodeMeet.Platform.Triggers;

/// <summary>Registers what the mapped triggers need, and the stand-in for the Functions host where there is none.</summary>
internal static class TriggersSetup
{
    /// <summary>Settings: <c>Triggers:RetryDelay</c> and <c>Triggers:Visibility</c>, both for <see cref="LocalTriggers"/> only.</summary>
    public static IServiceCollection AddTriggers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TriggerDoor>();
        if (string.IsNullOrEmpty(configuration[CustomHandler.PortVariable]))
        {
            services.AddSingleton(new LocalTriggerTimes
            {
                RetryDelay = configuration.GetValue("Triggers:RetryDelay", TimeSpan.FromSeconds(10)),
                Visibility = configuration.GetValue("Triggers:Visibility", TimeSpan.FromMinutes(1)),
            });
            services.AddHostedService<LocalTriggers>();
        }

        return services;
    }
}
