using System.Threading.RateLimiting;
using CodeMeet.Platform.Http;

namespace CodeMeet.Collab;

/// <summary>
/// How fast one participant may write, in memory of this instance: it protects the instance and the log from a flood; honest typing makes ten batches a second at most.
/// </summary>
internal sealed class BatchRates : IDisposable
{
    private const int BatchesPerSecond = 10;
    private const int BatchBurst = 20;
    private const int BytesPerMinute = 1 << 20;
    private const int RefillsPerMinute = 60;

    private readonly PartitionedRateLimiter<string> _batches = Buckets(BatchBurst, BatchesPerSecond / 10, TimeSpan.FromMilliseconds(100));
    private readonly PartitionedRateLimiter<string> _bytes = Buckets(BytesPerMinute, BytesPerMinute / RefillsPerMinute, TimeSpan.FromMinutes(1) / RefillsPerMinute);

    /// <exception cref="Refusal">RATE_LIMITED, with the time after which there is room again.</exception>
    public void Take(string participantId, int bytes)
    {
        Take(_batches, participantId, 1);
        Take(_bytes, participantId, bytes);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _bytes.Dispose();
    }

    private static void Take(PartitionedRateLimiter<string> buckets, string participantId, int permits)
    {
        using var lease = buckets.AttemptAcquire(participantId, permits);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "You are writing faster than the room takes. It goes on by itself in a moment.", wait);
        }
    }

    private static PartitionedRateLimiter<string> Buckets(int burst, int refill, TimeSpan every) =>
        PartitionedRateLimiter.Create<string, string>(participantId => RateLimitPartition.GetTokenBucketLimiter(participantId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = refill,
            ReplenishmentPeriod = every,
            AutoReplenishment = false,
            QueueLimit = 0,
        }));
}
