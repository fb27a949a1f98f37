using System.Threading.RateLimiting;
using CodeMeet.Platform.Http;

namespace CodeMeet.Calls;

/// <summary>
/// How fast one participant may signal, in memory of this instance. Setting up links to three others takes some ten messages each, all within a second or two; after
/// that there is silence until a network changes.
/// </summary>
internal sealed class SignalRates : IDisposable
{
    public const int Burst = 90;
    private const int PerSecond = 10;

    private readonly PartitionedRateLimiter<string> _signals = PartitionedRateLimiter.Create<string, string>(participantId =>
        RateLimitPartition.GetTokenBucketLimiter(participantId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        }));

    /// <exception cref="Refusal">RATE_LIMITED, with the time after which there is room again.</exception>
    public void Take(string participantId)
    {
        using var lease = _signals.AttemptAcquire(participantId);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "This page asks for direct links faster than the room takes. It goes on by itself in a moment.", wait);
        }
    }

    public void Dispose() => _signals.Dispose();
}
