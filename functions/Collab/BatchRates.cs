using CodeMeet.Platform.Http;

namespace CodeMeet.Collab;

/// <summary>
/// How fast one participant may write: it protects the instance and the log from a flood; honest typing makes ten batches a second at most.
/// </summary>
internal sealed class BatchRates : IDisposable
{
    private const int BatchesPerSecond = 10;
    private const int BatchBurst = 20;
    private const int BytesPerMinute = 1 << 20;
    private const int RefillsPerMinute = 60;

    private const string TooFast = "You are writing faster than the room takes. It goes on by itself in a moment.";

    private readonly TokenBuckets<string> _batches = new(BatchBurst, BatchesPerSecond / 10, TimeSpan.FromMilliseconds(100));
    private readonly TokenBuckets<string> _bytes = new(BytesPerMinute, BytesPerMinute / RefillsPerMinute, TimeSpan.FromMinutes(1) / RefillsPerMinute);

    /// <exception cref="Refusal">RATE_LIMITED, with the time after which there is room again.</exception>
    public void Take(string participantId, int bytes)
    {
        _batches.Take(participantId, 1, TooFast);
        _bytes.Take(participantId, bytes, TooFast);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _bytes.Dispose();
    }
}
