using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CodeMeet.Collab;

/// <summary>
/// The end of one document's log as this instance last saw it, and the gate that its writers here pass one at a time. Only a cache: another instance may be further,
/// and whether a seq is free is decided by the insert.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing that needs disposing.")]
internal sealed class LogHead
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Null until loaded, and again after a write whose outcome is not known.</summary>
    public DocumentClocks? Clocks { get; set; }

    /// <summary>When the row after this head was last known not to exist. See <see cref="UpdateLog.MaxHeadAge"/>.</summary>
    public DateTimeOffset SeenAt { get; set; }

    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Turn(_gate);
    }

    internal readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

/// <summary>Heads of the documents that are being written or watched here, the least recently used ones let go beyond a bound.</summary>
internal sealed class LogHeads
{
    /// <summary>Some 2 KB each; far more rooms than one instance serves at a time.</summary>
    private const int MaxHeads = 4096;

    private readonly ConcurrentDictionary<DocumentKey, LogHead> _heads = new();

    public LogHead Of(DocumentKey key)
    {
        if (_heads.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_heads.Count >= MaxHeads)
        {
            Evict();
        }

        return _heads.GetOrAdd(key, _ => new LogHead());
    }

    /// <summary>Drops the older half. A writer that holds a dropped head goes on with it and is to the next one what another instance is.</summary>
    private void Evict()
    {
        foreach (var (key, _) in _heads.OrderBy(at => at.Value.SeenAt).Take(MaxHeads / 2))
        {
            _heads.TryRemove(key, out _);
        }
    }
}
