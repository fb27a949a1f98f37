using System.Threading.RateLimiting;

namespace CodeMeet.Platform.Http;

/// <summary>A token bucket for each key, in memory of this instance: against floods, not an account of anything.</summary>
/// <param name="burst">Tokens of a full bucket.</param>
/// <param name="refill">Tokens that come back with every <paramref name="period"/>.</param>
internal sealed class TokenBuckets<TKey>(int burst, int refill, TimeSpan period) : IDisposable
    where TKey : notnull
{
    private readonly PartitionedRateLimiter<TKey> _buckets = PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = refill,
        ReplenishmentPeriod = period,
        AutoReplenishment = false,
        QueueLimit = 0,
    }));

    public bool TryTake(TKey key)
    {
        using var lease = _buckets.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    /// <param name="refusal">A sentence for the person, with what to do.</param>
    /// <exception cref="Refusal">RATE_LIMITED, with the time after which there is room again.</exception>
    public void Take(TKey key, int tokens, string refusal)
    {
        using var lease = _buckets.AttemptAcquire(key, tokens);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", refusal, wait);
        }
    }

    public void Dispose() => _buckets.Dispose();
}
