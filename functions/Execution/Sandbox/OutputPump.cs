using System.Text;
using System.Threading.Channels;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// Reads a run's streams to their ends: keeps head and tail of each, hands the head on as it comes, and tells once when the run has written more than it may.
/// The program never waits for a slow listener: chunks queue up (at most half of what is kept per stream) and are joined.
/// </summary>
/// <param name="keptBytes">Of stdout and of stderr.</param>
/// <param name="limitBytes">Of stdout and stderr together.</param>
internal sealed class OutputPump(int keptBytes, long limitBytes, Func<OutputChunk, ValueTask> onOutput)
{
    /// <summary>Kept of the compiler's output, which a request's limit is not about: diagnostics are wanted whole.</summary>
    public const int CompileKeptBytes = 1 << 20;

    /// <summary>A compiler that writes more than this is stopped.</summary>
    private const long CompileLimitBytes = 8 << 20;

    /// <summary>A pipe's capacity: one read empties it.</summary>
    private const int ReadBytes = 64 * 1024;

    /// <summary>Longer texts go out as several chunks, so that no single message to the pages is large.</summary>
    private const int ChunkCharacters = 16 * 1024;

    private readonly Channel<OutputChunk> _chunks = Channel.CreateUnbounded<OutputChunk>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _overLimit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly KeptOutput _stdout = new(keptBytes);
    private readonly KeptOutput _stderr = new(keptBytes);
    private readonly KeptOutput _compile = new(CompileKeptBytes);
    private readonly Allowance _programAllowance = new(limitBytes);
    private readonly Allowance _compileAllowance = new(CompileLimitBytes);

    /// <summary>Completes when the run has written more than its limit.</summary>
    public Task OverLimit => _overLimit.Task;

    public KeptOutput Kept(OutputStream stream) => stream switch
    {
        OutputStream.Stdout => _stdout,
        OutputStream.Stderr => _stderr,
        _ => _compile,
    };

    /// <summary>Ends when all streams have ended and the last chunk was delivered.</summary>
    /// <exception cref="Exception">Whatever the listener threw.</exception>
    public async Task RunAsync(IReadOnlyList<(OutputStream Stream, Stream Pipe)> pipes, CancellationToken abandon)
    {
        var delivery = DeliverAsync();
        var reading = ReadAllAsync();
        // Delivery ends first only when the listener throws: then nobody wants the rest.
        await await Task.WhenAny(reading, delivery);
        await delivery;

        async Task ReadAllAsync()
        {
            try
            {
                await Task.WhenAll(pipes.Select(p => ReadAsync(p.Stream, p.Pipe, abandon)));
            }
            finally
            {
                _chunks.Writer.Complete();
            }
        }
    }

    private async Task ReadAsync(OutputStream stream, Stream pipe, CancellationToken abandon)
    {
        var buffer = new byte[ReadBytes];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(ReadBytes)];
        var decoder = Encoding.UTF8.GetDecoder();
        var kept = Kept(stream);
        var allowance = stream is OutputStream.Compile ? _compileAllowance : _programAllowance;
        while (true)
        {
            var count = await pipe.ReadAsync(buffer, abandon);
            // What exceeds the limit in the last read is cut, so that the kept output does not depend on how fast we read.
            var allowed = allowance.Take(count);
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

    /// <summary>Shared by the streams that one limit is about.</summary>
    private sealed class Allowance(long bytes)
    {
        private long _asked;

        public int Take(int count) => (int)Math.Clamp(bytes - (Interlocked.Add(ref _asked, count) - count), 0, count);
    }
}
