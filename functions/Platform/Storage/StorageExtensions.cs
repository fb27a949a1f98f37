using CodeMeet.Platform.Storage.Sqlite;

namespace CodeMeet.Platform.Storage;

/// <summary>Chooses the storage home from configuration.</summary>
internal static class StorageExtensions
{
    /// <summary>
    /// Registers the three stores as singletons: one SQLite file in <c>Data:Directory</c> (<c>.data</c> by default).
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<QueueNudge>();
        var directory = configuration["Data:Directory"] is { Length: > 0 } configured ? configured : ".data";
        services.AddSingleton(provider => new SqliteFile(directory, provider.GetRequiredService<ILogger<SqliteFile>>()));
        services.AddSingleton<ITableStore, SqliteTableStore>();
        services.AddSingleton<IQueueStore, SqliteQueueStore>();
        services.AddSingleton<IBlobStore, SqliteBlobStore>();
        return services;
    }
}
