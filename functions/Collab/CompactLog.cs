using System.Text.Json;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

internal sealed record CompactLogMessage(string RoomId, string Doc);

/// <summary>
/// Queue handler: moves a document's rows into segments and keeps its fold. Every blob is a pure function of the log and its name, and the manifest moves with If-Match,
/// so it may run twice, on two instances, or die between any two steps: a reader finds every entry exactly once, whatever was left behind.
/// </summary>
internal sealed partial class CompactLog(ITableStore tables, IBlobStore blobs, IQueueStore queues, LogReader reader, TimeProvider time, ILogger<CompactLog> logger)
{
    public const string FunctionName = "CompactLog";
    public const string PoisonFunctionName = "CompactLogPoison";
    public const string QueueName = "compaction";

    /// <summary>How long retired rows and blobs stay: a reader that began with an older manifest is long done by then.</summary>
    public static readonly TimeSpan RetiredFor = TimeSpan.FromMinutes(10);

    /// <summary>Fewer rows than this stay rows: a late reader fetches them in one page anyway.</summary>
    private const int MinRows = 128;

    /// <summary>Segments are joined up to this size: large enough that a million entries need some thirty, small enough to read whole.</summary>
    private const int SegmentBytes = 1 << 20;

    /// <summary>A fold below this size is made anew each time; above it, once the entries since it take a quarter of its size, so that the work stays linear.</summary>
    private const int SmallFold = 64 << 10;

    public static Task EnqueueAsync(IQueueStore queues, DocumentKey key, TimeSpan delay, CancellationToken cancellationToken) =>
        queues.SendAsync(QueueName, JsonSerializer.Serialize(new CompactLogMessage(key.RoomId, key.Doc), DocumentJson.Default.CompactLogMessage), delay, cancellationToken);

    public async Task HandleAsync(CompactLogMessage message, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(message.RoomId, message.Doc);
        try
        {
            while (await StepAsync(key, cancellationToken))
            {
            }
        }
        catch (StorageConflictException conflict)
        {
            // Another compactor moved the manifest. What this one wrote is either the same, or nobody refers to it.
            Log.Overtaken(logger, key.Partition, conflict.Kind);
        }
    }

    /// <summary>Nothing is lost: the document stays readable from its rows, only slower, and the next compaction tries again.</summary>
    public Task HandlePoisonAsync(CompactLogMessage message)
    {
        Log.GaveUp(logger, message.RoomId, message.Doc);
        return Task.CompletedTask;
    }

    /// <summary>One move of the manifest; true when there is more to do.</summary>
    private async Task<bool> StepAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        var (before, etag) = await key.ReadManifestAsync(tables, cancellationToken);
        var now = time.GetUtcNow();
        var manifest = await DeleteRetiredAsync(key, before, now, cancellationToken);
        var (rows, more) = await RowsAsync(key, manifest.TailFrom, cancellationToken);
        manifest = await AddSegmentAsync(key, manifest, rows, cancellationToken);
        manifest = await RefoldAsync(key, manifest, cancellationToken);
        var retires = manifest.Retired is null && (manifest.Superseded.Count > 0 || manifest.RowsFrom < manifest.TailFrom);
        if (retires)
        {
            manifest = manifest with { Retired = new(now, manifest.TailFrom - 1, manifest.Superseded), Superseded = [] };
        }

        if (ReferenceEquals(manifest, before))
        {
            return false;
        }

        await key.WriteManifestAsync(tables, manifest, etag, cancellationToken);
        if (retires)
        {
            await EnqueueAsync(queues, key, RetiredFor + TimeSpan.FromMinutes(1), cancellationToken);
        }

        return more;
    }

    /// <summary>Deletes what was retired ten minutes ago. Dying half way is harmless: the next one lists what is still there.</summary>
    private async Task<DocumentManifest> DeleteRetiredAsync(DocumentKey key, DocumentManifest manifest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (manifest.Retired is not { } retired || now - retired.At < RetiredFor)
        {
            return manifest;
        }

        foreach (var blob in retired.Blobs)
        {
            await blobs.DeleteAsync(DocumentKey.Container, blob, cancellationToken);
        }

        List<TableWrite> deletes = [];
        var (from, end) = (DocumentKey.RowKey(manifest.RowsFrom), DocumentKey.RowKey(retired.RowsTo + 1));
        await foreach (var row in tables.QueryAsync(DocumentKey.Table, key.Partition, from, end, cancellationToken))
        {
            deletes.Add(new TableWrite.Delete(row.RowKey, "*"));
        }

        foreach (var some in deletes.Chunk(StorageLimits.TransactionWrites))
        {
            await tables.SubmitAsync(DocumentKey.Table, key.Partition, some, cancellationToken);
        }

        return manifest with { Retired = null, RowsFrom = retired.RowsTo + 1 };
    }

    /// <summary>Rows of the tail, as many as make one segment, and whether there are more.</summary>
    private async Task<(List<LogEntry> Rows, bool More)> RowsAsync(DocumentKey key, int from, CancellationToken cancellationToken)
    {
        List<LogEntry> rows = [];
        var bytes = 0;
        await foreach (var row in tables.QueryAsync(DocumentKey.Table, key.Partition, DocumentKey.RowKey(from), DocumentKey.RowKey(int.MaxValue), cancellationToken))
        {
            if (bytes >= SegmentBytes)
            {
                return (rows, true);
            }

            var entry = LogEntry.Of(row);
            if (entry.Seq != from + rows.Count)
            {
                throw new InvalidDataException($"Entry {from + rows.Count} of {key.Partition} is missing.");
            }

            rows.Add(entry);
            bytes += entry.Frames.Length;
        }

        return (rows, false);
    }

    /// <summary>
    /// Writes the rows as one segment, together with the segments before it that are not much larger: so there are only a few small ones, and an entry is copied some
    /// eight times in its life.
    /// </summary>
    private async Task<DocumentManifest> AddSegmentAsync(DocumentKey key, DocumentManifest manifest, List<LogEntry> rows, CancellationToken cancellationToken)
    {
        if (rows.Count < MinRows)
        {
            return manifest;
        }

        var written = new YWriter(64 << 10);
        foreach (var row in rows)
        {
            row.Write(written);
        }

        Stack<ReadOnlyMemory<byte>> pieces = new([written.WrittenMemory]);
        List<LogSegment> kept = [.. manifest.Segments];
        List<string> superseded = [.. manifest.Superseded];
        var (from, bytes) = (rows[0].Seq, written.Length);
        while (kept.Count > 0 && kept[^1].Bytes / 2 <= bytes && kept[^1].Bytes + bytes <= SegmentBytes)
        {
            var last = kept[^1];
            var name = key.SegmentName(last.From, last.To);
            var blob = await blobs.GetAsync(DocumentKey.Container, name, cancellationToken) ?? throw new InvalidDataException($"Segment {name} is missing.");
            pieces.Push(blob.Content);
            superseded.Add(name);
            (from, bytes) = (last.From, bytes + last.Bytes);
            kept.RemoveAt(kept.Count - 1);
        }

        var segment = new YWriter(bytes);
        foreach (var piece in pieces)
        {
            segment.Bytes(piece.Span);
        }

        await PutAsync(key.SegmentName(from, rows[^1].Seq), segment.WrittenMemory, cancellationToken);
        kept.Add(new(from, rows[^1].Seq, bytes));
        return manifest with { Segments = kept, Superseded = superseded };
    }

    /// <summary>Brings the fold up to the last segment, when that is worth it or what is quarantined has changed.</summary>
    private async Task<DocumentManifest> RefoldAsync(DocumentKey key, DocumentManifest manifest, CancellationToken cancellationToken)
    {
        var covered = manifest.Segments.Sum(segment => (long)segment.Bytes);
        var since = covered - (manifest.Fold?.Covered ?? 0);
        if (since == 0 || (manifest.Fold is { Bytes: > SmallFold } large && since < large.Bytes / 4))
        {
            return manifest;
        }

        var (clocks, earlier) = await reader.FoldAsync(key, manifest, cancellationToken) ?? (new DocumentClocks(), default);
        var fold = new UpdateFold();
        if (!earlier.IsEmpty)
        {
            fold.Add(earlier.Span);
        }

        await foreach (var entry in reader.EntriesAsync(key, clocks.Seq, manifest.TailFrom - 1, Quarantined.AsSent, cancellationToken))
        {
            clocks.Absorb(entry.Seq, entry.By, entry.Frames.Span);
            if (!manifest.IsSkipped(entry.Seq))
            {
                fold.AddBatch(entry.Frames.Span);
            }
        }

        var blob = FoldBlob.Write(clocks, fold);
        var folded = new LogFold(clocks.Seq, manifest.Skips.Count, blob.Length, covered);
        await PutAsync(key.FoldName(folded), blob, cancellationToken);
        return manifest with { Fold = folded, Superseded = manifest.Fold is { } old ? [.. manifest.Superseded, key.FoldName(old)] : manifest.Superseded };
    }

    private async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.PutAsync(DocumentKey.Container, name, content, BlobCondition.WhenAbsent, cancellationToken);
        }
        catch (StorageConflictException conflict) when (conflict.Kind == StorageConflict.Exists)
        {
            // The same bytes: somebody who made them died before the manifest moved, or is just about to move it.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Another compaction of {Document} was faster ({Conflict})")]
        public static partial void Overtaken(ILogger logger, string document, StorageConflict conflict);

        [LoggerMessage(2, LogLevel.Error, "Compaction of {Doc} of room {RoomId} failed for good")]
        public static partial void GaveUp(ILogger logger, string roomId, string doc);
    }
}
