using System.Text;
using System.Threading.Channels;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// What one stage prints: head and tail of each stream are kept, the head is handed on as it comes. Used by one receiver at a time.
/// </summary>
/// <param name="keptBytes">Of each stream.</param>
/// <param name="live">Null where nobody watches.</param>
internal sealed class StageOutput(int keptBytes, OutputFeed? live)
{
    private readonly Stream[] _streams = [new(OutputStream.Stdout, keptBytes), new(OutputStream.Stderr, keptBytes), new(OutputStream.Compile, keptBytes)];

    public KeptOutput Kept(OutputStream stream) => _streams[(int)stream].Kept;

    public void Append(OutputStream stream, ReadOnlySpan<byte> bytes) => _streams[(int)stream].Append(bytes, live);

    /// <summary>Nothing more comes: an unfinished character is an invalid one.</summary>
    /// <param name="isCut">The program had more to say and was stopped for it.</param>
    public void End(bool isCut)
    {
        foreach (var stream in _streams)
            stream.End(isCut, live);
    }

    private sealed class Stream(OutputStream name, int keptBytes)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public KeptOutput Kept { get; } = new(keptBytes);

        public void Append(ReadOnlySpan<byte> bytes, OutputFeed? live)
        {
            var head = bytes[..Math.Min(bytes.Length, Kept.HeadRoom)];
            Kept.Append(bytes);
            Tell(head, live, flush: false);
        }

        public void End(bool isCut, OutputFeed? live)
        {
            // A character cut in two by the end of the head is not an invalid one: no flush then.
            if (Kept.HeadRoom > 0)
                Tell([], live, flush: true);
            if (isCut && Kept.Total > 0)
                Kept.MarkCut();
        }

        private void Tell(ReadOnlySpan<byte> bytes, OutputFeed? live, bool flush)
        {
            if (live is null || (bytes.IsEmpty && !flush))
                return;
            var characters = new char[_decoder.GetCharCount(bytes, flush)];
            _decoder.GetChars(bytes, characters, flush);
            live.Tell(name, characters);
        }
    }
}

/// <summary>
/// Takes a run's output to its listener, one chunk at a time. The program never waits for a slow listener: chunks queue up (bounded by what is kept of each stream) and are joined.
/// </summary>
internal sealed class OutputFeed
{
    /// <summary>Longer texts go out as several chunks, so that no single message to the pages is large.</summary>
    private const int ChunkCharacters = 16 * 1024;

    private readonly Channel<OutputChunk> _chunks = Channel.CreateUnbounded<OutputChunk>(new UnboundedChannelOptions { SingleReader = true });

    public OutputFeed(Func<OutputChunk, ValueTask> onOutput) => Delivered = DeliverAsync(onOutput);

    /// <summary>Completes when the last chunk has been delivered, or with what the listener threw.</summary>
    public Task Delivered { get; }

    public void Tell(OutputStream stream, ReadOnlySpan<char> text)
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

    public Task EndAsync()
    {
        _chunks.Writer.TryComplete();
        return Delivered;
    }

    private async Task DeliverAsync(Func<OutputChunk, ValueTask> onOutput)
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
