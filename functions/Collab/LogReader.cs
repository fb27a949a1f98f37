using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

/// <summary>Reads a document's entries wherever they are by now.</summary>
internal sealed class LogReader(ITableStore tables, IBlobStore blobs)
{
    private const int FlushBytes = 64 << 10;

    /// <summary>
    /// Times a read starts over because what it was told to read had moved. Retired rows and blobs stay ten minutes, so once is rare and four times is damage.
    /// </summary>
    private const int MaxRestarts = 4;

    /// <summary>
    /// Entries after <paramref name="after"/> in order and without a hole, up to <paramref name="to"/> or the end.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="after">The last seq the caller has.</param>
    /// <param name="to">Last seq wanted, which must exist; <see cref="int.MaxValue"/> for whatever there is.</param>
    /// <param name="quarantined">What quarantined entries hold: as they were sent (for what the server keeps), or nothing (for pages).</param>
    /// <param name="cancellationToken">Stops between pages and segments.</param>
    /// <exception cref="InvalidDataException">An entry is missing although a later one exists.</exception>
    public async IAsyncEnumerable<LogEntry> EntriesAsync(
        DocumentKey key, int after, int to, Quarantined quarantined, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var restarts = 0; after < to; restarts++)
        {
            if (restarts == MaxRestarts)
            {
                throw new InvalidDataException($"Entry {after + 1} of {key.Partition} is missing.");
            }

            var (manifest, _) = await key.ReadManifestAsync(tables, cancellationToken);
            var complete = true;
            await foreach (var entry in StoredAsync(key, manifest, after, to, cancellationToken))
            {
                if (entry.Seq != after + 1)
                {
                    complete = false;
                    break;
                }

                after = entry.Seq;
                yield return quarantined == Quarantined.Empty && manifest.IsSkipped(entry.Seq) ? entry with { Frames = default } : entry;
            }

            if (complete && to == int.MaxValue && after + 1 >= manifest.TailFrom)
            {
                yield break;
            }
        }
    }

    /// <summary>The newest fold and the clocks at its seq; null when there is none.</summary>
    public async Task<(DocumentClocks Clocks, ReadOnlyMemory<byte> Update)?> FoldAsync(DocumentKey key, DocumentManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Fold is not { } fold || await blobs.GetAsync(DocumentKey.Container, key.FoldName(fold), cancellationToken) is not { } blob)
        {
            return null;
        }

        return FoldBlob.Read(blob.Content);
    }

    /// <summary>The whole answer to a page's read, entries after <paramref name="after"/> up to <paramref name="to"/>, into <paramref name="output"/> as it comes.</summary>
    /// <param name="snapshot">Whether the first entry may stand for all it folds.</param>
    public async Task WriteAsync(DocumentKey key, int after, int to, bool snapshot, PipeWriter output, CancellationToken cancellationToken)
    {
        var buffer = new YWriter(FlushBytes * 2);
        if (snapshot && after == 0)
        {
            // The tail is folded too: that takes 10 ms for 100,000 edits, where a page takes seconds to apply them one by one.
            var (manifest, _) = await key.ReadManifestAsync(tables, cancellationToken);
            var folded = new UpdateFold();
            if (await FoldAsync(key, manifest, cancellationToken) is { } stored && stored.Clocks.Seq <= to)
            {
                folded.Add(stored.Update.Span);
                after = stored.Clocks.Seq;
            }

            await foreach (var entry in EntriesAsync(key, after, to, Quarantined.Empty, cancellationToken))
            {
                if (!entry.Frames.IsEmpty)
                {
                    folded.AddBatch(entry.Frames.Span);
                }

                after = entry.Seq;
            }

            var update = new YWriter(FlushBytes);
            folded.Write(update);
            var frame = new YWriter(update.Length + 8);
            frame.UInt(0);
            frame.Text(update.WrittenMemory.Span);
            new LogEntry(after, Seed.ClientId, 0, frame.WrittenMemory).Write(buffer);
            await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
            return;
        }

        await foreach (var entry in EntriesAsync(key, after, to, Quarantined.Empty, cancellationToken))
        {
            entry.Write(buffer);
            if (buffer.Length >= FlushBytes)
            {
                await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
                buffer.Clear();
            }
        }

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>What the log amounts to now.</summary>
    public async Task<DocumentClocks> ClocksAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        var (manifest, _) = await key.ReadManifestAsync(tables, cancellationToken);
        var clocks = (await FoldAsync(key, manifest, cancellationToken))?.Clocks ?? new DocumentClocks();
        await foreach (var entry in EntriesAsync(key, clocks.Seq, int.MaxValue, Quarantined.AsSent, cancellationToken))
        {
            clocks.Absorb(entry.Seq, entry.By, entry.Frames.Span);
        }

        return clocks;
    }

    /// <summary>Segments, then rows, as this manifest has them; ends at the first segment that is gone.</summary>
    private async IAsyncEnumerable<LogEntry> StoredAsync(
        DocumentKey key, DocumentManifest manifest, int after, int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var segment in manifest.Segments)
        {
            if (segment.To <= after)
            {
                continue;
            }

            if (segment.From > to || await blobs.GetAsync(DocumentKey.Container, key.SegmentName(segment.From, segment.To), cancellationToken) is not { Content: var content })
            {
                yield break;
            }

            for (var position = 0; position < content.Length;)
            {
                var entry = LogEntry.Read(content, ref position);
                if (entry.Seq > after && entry.Seq <= to)
                {
                    yield return entry;
                }
            }
        }

        var from = Math.Max(after + 1, manifest.TailFrom);
        if (from > to)
        {
            yield break;
        }

        var end = DocumentKey.RowKey(to == int.MaxValue ? to : to + 1);
        await foreach (var row in tables.QueryAsync(DocumentKey.Table, key.Partition, DocumentKey.RowKey(from), end, cancellationToken))
        {
            yield return LogEntry.Of(row);
        }
    }
}

/// <summary>What a reader gets of an entry that was quarantined.</summary>
internal enum Quarantined
{
    AsSent,
    Empty,
}
