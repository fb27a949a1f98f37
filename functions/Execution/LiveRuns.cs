using System.Collections.Concurrent;

namespace CodeMeet.Execution;

/// <summary>
/// The runs that this instance has in hand: waiting for a place, or being executed. An accelerator: stops, input and output are in storage too, where the other
/// instances find them within half a second to a second.
/// </summary>
internal sealed class LiveRuns
{
    private readonly ConcurrentDictionary<string, LiveRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Takes a run in hand until it is disposed; null when this instance has it already.</summary>
    public LiveRun? Begin(string runId, CancellationToken shutdown)
    {
        var run = new LiveRun(this, runId, shutdown);
        if (_runs.TryAdd(runId, run))
        {
            return run;
        }

        run.Dispose();
        return null;
    }

    public LiveRun? Find(string runId) => _runs.GetValueOrDefault(runId);

    internal sealed class LiveRun(LiveRuns owner, string runId, CancellationToken shutdown) : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        private readonly SemaphoreSlim _typed = new(0);
        private bool _isDisposed;

        /// <summary>Cancelled by a stop and by the end of this instance.</summary>
        public CancellationToken Token => _stop.Token;

        /// <summary>Of the attempt under way; null while it waits for a place.</summary>
        public LiveOutput? Output { get; set; }

        /// <summary>While it waits for a place.</summary>
        public int? RoomsAhead { get; set; }

        public void Stop()
        {
            lock (_gate)
            {
                if (!_isDisposed)
                {
                    // Whoever listens does so on a thread of its own, not under this lock.
                    _ = _stop.CancelAsync();
                }
            }
        }

        /// <summary>Says that there is input to read.</summary>
        public void Typed()
        {
            lock (_gate)
            {
                if (!_isDisposed)
                {
                    _typed.Release();
                }
            }
        }

        /// <summary>Returns when something was typed here, or after <paramref name="patience"/>: it may have been typed at another instance.</summary>
        public Task WaitForInputAsync(TimeSpan patience, CancellationToken cancellationToken) => _typed.WaitAsync(patience, cancellationToken);

        public void Dispose()
        {
            owner._runs.TryRemove(new(runId, this));
            lock (_gate)
            {
                _isDisposed = true;
                _stop.Dispose();
                _typed.Dispose();
            }
        }
    }
}
