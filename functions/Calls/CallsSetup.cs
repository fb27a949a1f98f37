using Azure.Identity;
using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Calls;

internal static class CallsSetup
{
    /// <summary>What the service's documentation lists for signalling, registration and telemetry of its browser SDK; signalling has WebSockets, too.</summary>
    private const string ServiceAddresses =
        "https://*.skype.com wss://*.skype.com https://*.microsoft.com wss://*.microsoft.com https://*.azure.com wss://*.azure.com https://*.azure.net https://*.office.com";

    /// <summary>
    /// <c>Calls:Provider</c>: <c>mesh</c> unless it says <c>acs</c>, with <c>Calls:ConnectionString</c> (signed with its key) or <c>Calls:Endpoint</c> (with the app's
    /// identity; <c>AZURE_CLIENT_ID</c> picks a user-assigned one).
    /// </summary>
    /// <exception cref="InvalidOperationException">No such provider, or nothing that says where its resource is.</exception>
    /// <exception cref="FormatException">The connection string or the endpoint is malformed.</exception>
    public static IServiceCollection AddCalls(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IceServers>().AddSingleton<SignalRates>();
        switch (configuration["Calls:Provider"] ?? "")
        {
            case "" or CallAnswer.Mesh:
                return services.AddSingleton<ICallProvider, MeshCalls>();
            case CallAnswer.Acs when configuration["Calls:ConnectionString"] is { Length: > 0 } connectionString:
                // Read now, so that one that cannot work keeps the app from starting.
                _ = CommunicationIdentityClient.FromConnectionString(connectionString, TimeProvider.System);
                return services.AddAcs(provider => CommunicationIdentityClient.FromConnectionString(connectionString, provider.GetRequiredService<TimeProvider>()));
            case CallAnswer.Acs when configuration["Calls:Endpoint"] is { Length: > 0 } endpoint:
                var client = CommunicationIdentityClient.FromIdentity(endpoint, new DefaultAzureCredential());
                return services.AddAcs(_ => client);
            case CallAnswer.Acs:
                throw new InvalidOperationException("Calls:Provider is acs, but neither Calls:ConnectionString nor Calls:Endpoint says which Communication Services resource carries the calls.");
            case var other:
                throw new InvalidOperationException($"Calls:Provider is '{other}'; it is mesh or acs.");
        }
    }

    public static void MapCallTriggers(this IEndpointRouteBuilder app)
    {
        // With the mesh, too: what is left of the days of another provider is not tried again and again.
        app.MapQueue(AcsCalls.RevokeFunctionName, AcsCalls.QueueName, CallsJson.Default.RevokeCallMessage,
            (services, message, _, cancellationToken) => services.GetService<AcsCalls>()?.HandleAsync(message, cancellationToken) ?? Task.CompletedTask);
        app.MapQueue(AcsCalls.PoisonFunctionName, AcsCalls.QueueName + CustomHandler.PoisonSuffix, CallsJson.Default.RevokeCallMessage,
            (services, message, _, cancellationToken) => services.GetService<AcsCalls>()?.HandlePoisonAsync(message, cancellationToken) ?? Task.CompletedTask);
    }

    private static IServiceCollection AddAcs(this IServiceCollection services, Func<IServiceProvider, CommunicationIdentityClient> client) => services
        .AddSingleton(new FurtherConnections(ServiceAddresses))
        .AddSingleton(client)
        .AddSingleton<AcsRows>()
        .AddSingleton<AcsCalls>()
        .AddSingleton<ICallProvider>(provider => provider.GetRequiredService<AcsCalls>());
}
