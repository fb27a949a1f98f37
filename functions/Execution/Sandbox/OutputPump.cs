using System.Text;
using System.Threading.Channels;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// Reads a run's streams to their ends: keeps head and tail of each, hands the head on as it comes, and tells once when the run has written more than it may.
/// The program never waits for a slow listener: chunks queue up (at most half of what is kept per stream) and are joined.
/// </summary>
internal sealed class OutputPump(int keptBytes, long limitBytes, Func<OutputChunk, ValueTask> onOutput)
{
    /// <summary>A pipe's capacity: one read empties it.</summary>
    private const int ReadBytes = 64 * 1024;

    /// <summary>Longer texts go out as several chunks, so that no single message to the pages is large.</summary>
    private const int ChunkCharacters = 16 * 1024;

    private readonly Channel<OutputChunk> _chunks = Channel.CreateUnbounded<OutputChunk>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _overLimit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<OutputStream, KeptOutput> _kept = Enum.GetValues<OutputStream>().ToDictionary(s => s, _ => new KeptOutput(keptBytes));
    private long _total;

    /// <summary>Completes when the run has written more than its limit.</summary>
    public Task OverLimit => _overLimit.Task;

    public KeptOutput Kept(OutputStream stream) => _kept[stream];

    /// <summary>Ends when all streams have ended and the last chunk was delivered.</summary>
    /// <exception cref="Exception">Whatever the listener threw.</exception>
    public async Task RunAsync(IReadOnlyList<(OutputStream Stream, Stream Pipe)> pipes, CancellationToken abandon)
    {
        var delivery = DeliverAsync();
        try
        {
            await Task.WhenAll(pipes.Select(p => ReadAsync(p.Stream, p.Pipe, abandon)));
        }
        finally
        {
            _chunks.Writer.Complete();
        }

        await delivery;
    }

    private async Task ReadAsync(OutputStream stream, Stream pipe, CancellationToken abandon)
    {
        var buffer = new byte[ReadBytes];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(ReadBytes)];
        var decoder = Encoding.UTF8.GetDecoder();
        var kept = _kept[stream];
        while (true)
        {
            var count = await pipe.ReadAsync(buffer, abandon);
            // What exceeds the limit in the last read is cut, so that the kept output does not depend on how fast we read.
            var allowed = (int)Math.Clamp(limitBytes - (Interlocked.Add(ref _total, count) - count), 0, count);
            var live = Math.Min(allowed, kept.HeadRoom);
            kept.Append(buffer.AsSpan(0, allowed));
            // A character cut in two by the end of the head is not an invalid one: no flush then.
            var flush = count == 0 && kept.HeadRoom > 0;
            Write(stream, characters.AsSpan(0, decoder.GetChars(buffer.AsSpan(0, live), characters, flush)));
            if (count == 0)
                return;
            if (allowed < count)
            {
                kept.MarkCut();
                _overLimit.TrySetResult();
            }
        }
    }

    private void Write(OutputStream stream, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(text.Length, ChunkCharacters);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
                length--;
            _chunks.Writer.TryWrite(new OutputChunk(stream, new string(text[..length])));
            text = text[length..];
        }
    }

    private async Task DeliverAsync()
    {
        while (await _chunks.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_chunks.Reader.TryRead(out var chunk))
            {
                while (_chunks.Reader.TryPeek(out var next) && next.Stream == chunk.Stream && chunk.Text.Length + next.Text.Length <= ChunkCharacters)
                {
                    _chunks.Reader.TryRead(out _);
                    chunk = chunk with { Text = chunk.Text + next.Text };
                }

                await onOutput(chunk);
            }
        }
    }
}
