using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution.Hosted;

/// <summary>The runs under way on this host, by the id their caller gave them.</summary>
internal sealed class HostedRuns
{
    /// <summary>Running and waiting: each holds its request, so there is an end to it.</summary>
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public bool IsFull => _entries.Count >= Most;

    /// <summary>Null while another run has the id. Disposing gives it back.</summary>
    public Entry? Begin(string id, bool interactive, CancellationToken hungUp)
    {
        var entry = new Entry(this, id, interactive, hungUp);
        if (_entries.TryAdd(id, entry))
            return entry;
        entry.Dispose();
        return null;
    }

    public Entry? Find(string id) => _entries.GetValueOrDefault(id);

    internal sealed class Entry : IDisposable
    {
        private readonly HostedRuns _runs;
        private readonly string _id;
        private readonly CancellationTokenSource _stop;
        private readonly Lock _gate = new();
        private readonly Channel<string>? _typed;
        private int _room = SourceFiles.MaxStdinBytes;
        private bool _over;

        public Entry(HostedRuns runs, string id, bool interactive, CancellationToken hungUp)
        {
            (_runs, _id) = (runs, id);
            _typed = interactive ? Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true }) : null;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(hungUp);
        }

        /// <summary>Set by <see cref="Cancel"/> and by a caller that hangs up.</summary>
        public CancellationToken Stop => _stop.Token;

        public ChannelReader<string>? Typed => _typed?.Reader;

        public void Cancel()
        {
            lock (_gate)
            {
                if (!_over)
                    _stop.Cancel();
            }
        }

        /// <returns>False when nobody can type into it.</returns>
        public bool Type(HostInput input)
        {
            if (_typed is null)
                return false;
            lock (_gate)
            {
                // What goes beyond the limit is the sandbox's to cut; more than that is not even kept.
                if (input.Text is { Length: > 0 } text && _room > 0)
                {
                    _room -= Encoding.UTF8.GetByteCount(text);
                    _typed.Writer.TryWrite(text);
                }

                if (input.End)
                    _typed.Writer.TryComplete();
            }

            return true;
        }

        public void Dispose()
        {
            _runs._entries.TryRemove(new KeyValuePair<string, Entry>(_id, this));
            lock (_gate)
            {
                _over = true;
                _stop.Dispose();
            }
        }
    }
}
