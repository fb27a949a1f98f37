using Azure.Identity;
using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Storage.Sqlite;

namespace CodeMeet.Platform.Storage;

/// <summary>Chooses the storage home from configuration.</summary>
internal static class StorageExtensions
{
    /// <summary>
    /// Registers the three stores as singletons: Azure Storage when <c>Storage:ConnectionString</c> is set (signed with its key) or <c>Storage:AccountName</c>
    /// (with the app's identity; <c>AZURE_CLIENT_ID</c> picks a user-assigned one), else one SQLite file in <c>Data:Directory</c> (<c>.data</c> by default).
    /// </summary>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<QueueNudge>();
        if (configuration["Storage:ConnectionString"] is { Length: > 0 } connectionString)
        {
            return services.AddAzureStorage(StorageAccount.FromConnectionString(connectionString, TimeProvider.System));
        }

        if (configuration["Storage:AccountName"] is { Length: > 0 } accountName)
        {
            return services.AddAzureStorage(StorageAccount.FromIdentity(accountName, new DefaultAzureCredential()));
        }

        var directory = configuration["Data:Directory"] is { Length: > 0 } configured ? configured : ".data";
        services.AddSingleton(provider => new SqliteFile(directory, provider.GetRequiredService<ILogger<SqliteFile>>()));
        services.AddSingleton<ITableStore, SqliteTableStore>();
        services.AddSingleton<IQueueStore, SqliteQueueStore>();
        services.AddSingleton<IBlobStore, SqliteBlobStore>();
        return services;
    }

    private static IServiceCollection AddAzureStorage(this IServiceCollection services, StorageAccount account)
    {
        services.AddSingleton(account);
        services.AddSingleton<ITableStore, AzureTableStore>();
        services.AddSingleton<IQueueStore, AzureQueueStore>();
        services.AddSingleton<IBlobStore, AzureBlobStore>();
        return services;
    }
}
