using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Realtime;

/// <summary>
/// Looks at every connection again while it lasts and closes those whose owner may no longer hear: a removal carried out by another process on the same storage, a
/// token that ran out. What this process itself revokes is closed at once; this is the net below it (rule I2).
/// </summary>
internal sealed partial class RevokePages(HubRealtime realtime, PageIdentification identify, IServiceProvider services, IConfiguration configuration, ILogger<RevokePages> logger) : BackgroundService
{
    /// <summary>Setting <c>Realtime:Revoke</c>. Two point reads a connection: little beside its heartbeat.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(configuration.GetValue("Realtime:Revoke", Interval));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (user, connection) in realtime.All())
            {
                if (!await MayStillHearAsync(user, PageHub.TokenOf(connection), stoppingToken))
                {
                    connection.Abort();
                }
            }
        }
    }

    private async Task<bool> MayStillHearAsync(string user, string token, CancellationToken cancellationToken)
    {
        try
        {
            return string.Equals((await identify(services, token, cancellationToken)).User, user, StringComparison.Ordinal);
        }
        catch (Http.Refusal refusal)
        {
            // Too many requests say nothing about rights.
            return refusal.Code is "RATE_LIMITED";
        }
        catch (StorageUnavailableException exception)
        {
            Log.Unknown(logger, exception);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Storage does not say whether a page may still hear; asked again at the next look")]
        public static partial void Unknown(ILogger logger, Exception exception);
    }
}
