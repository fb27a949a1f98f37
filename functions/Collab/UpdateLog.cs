using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

/// <summary>An accepted batch.</summary>
/// <param name="Seq">Its place in the log, where it is durable.</param>
/// <param name="New">What of the batch was not in the log before and is now the entry; null when it was all there: there is nothing to tell the others.</param>
internal readonly record struct Appended(int Seq, byte[]? New)
{
    public bool IsNew => New is not null;

    public (int Seq, bool IsNew) Outcome => (Seq, IsNew);
}

/// <summary>
/// The log of a document: rows that are only ever inserted, keyed by a dense seq. The insert decides who gets a seq, on any number of instances; what was answered
/// with a seq is durable (rule C2). Nobody is told of an entry before it is in.
/// </summary>
internal sealed partial class UpdateLog(ITableStore tables, IQueueStore queues, LogReader reader, LogHeads heads, TimeProvider time, ILogger<UpdateLog> logger)
{
    /// <summary>Entries between two compactions.</summary>
    public const int CompactEvery = 256;

    /// <summary>
    /// Bytes of frames a document's log may reach. An hour of interview is 0.25 MB; this is what an instance can still read in one go.
    /// </summary>
    public const long MaxLogBytes = 64L << 20;

    /// <summary>Entries of all authors before an author's last one that are looked through first for what came in already.</summary>
    private const int LookBack = 64;

    /// <summary>
    /// How long a head may be believed without looking. A row is retired ten minutes after it was compacted, and only then could a stale head insert at a seq
    /// that was used before: half of that leaves room for slow requests.
    /// </summary>
    public static readonly TimeSpan MaxHeadAge = CompactLog.RetiredFor / 2;

    /// <summary>
    /// Checks a batch and puts it at the end of the log. The same batch again changes nothing and answers its seq.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="policy">What it may hold.</param>
    /// <param name="author">Client id under which the batch was written.</param>
    /// <param name="batch">1, 2, 3 … per document and author.</param>
    /// <param name="frames">The batch; kept, so the caller must not change it.</param>
    /// <param name="since">When the room was created, from where its times count.</param>
    /// <param name="cancellationToken">Heard until the write begins; what has begun is finished.</param>
    /// <exception cref="Refusal">BATCH_GAP, DOCUMENT_FULL or UPDATE_REFUSED; nothing was changed.</exception>
    public async Task<Appended> AppendAsync(
        DocumentKey key, DocumentPolicy policy, int author, int batch, byte[] frames, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var head = heads.Of(key);
        using var turn = await head.EnterAsync(cancellationToken);
        var clocks = head.Clocks is { } cached && IsFresh(head) ? cached : await NewestAsync(key, head, cancellationToken);
        for (var isNewest = false; ;)
        {
            var entries = clocks.EntriesOf(author);
            var (rest, seq) = batch <= entries ? await BeyondAsync(key, clocks, author, frames, cancellationToken) : (frames, 0);
            if (rest.Length == 0 && batch <= entries)
            {
                return new Appended(seq, null);
            }

            var refusal = batch > entries + 1 ? UpdateRefusal.Gap : Try(clocks, policy, author, rest);
            if (refusal == UpdateRefusal.Gap && isNewest && batch == entries + 1)
            {
                // Cut elsewhere than the author cut: some of it came in with the entry before.
                (rest, seq) = await BeyondAsync(key, clocks, author, frames, cancellationToken);
                if (rest.Length == 0)
                {
                    return new Appended(seq, null);
                }

                refusal = Try(clocks, policy, author, rest);
            }

            if (refusal == UpdateRefusal.None)
            {
                if (await InsertAsync(key, head, clocks, author, batch, rest, since))
                {
                    frames = rest;
                    break;
                }
            }
            else if (isNewest || refusal is not (UpdateRefusal.Gap or UpdateRefusal.UnknownReference))
            {
                throw batch > entries + 1 ? BatchGap(batch, entries) : Refused(refusal);
            }

            // Either somebody else has this seq, or what is missing here may be in what another instance wrote.
            clocks = await NewestAsync(key, head, cancellationToken);
            isNewest = true;
        }

        await CompactLaterAsync(key, clocks.Seq);
        return new Appended(clocks.Seq, frames);
    }

    /// <summary>The seq of the last entry; 0 when nothing was written yet.</summary>
    public async Task<int> HeadAsync(string roomId, string doc, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(roomId, doc);
        var head = heads.Of(key);
        using var turn = await head.EnterAsync(cancellationToken);
        return (await NewestAsync(key, head, cancellationToken)).Seq;
    }

    /// <summary>Writes the first entry of <c>code</c> unless there is one: however often and wherever it is called, there is one seed (rule C3).</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="language">Language of the file and of the room.</param>
    /// <param name="fileName">Path of the first file.</param>
    /// <param name="starter">Its text.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    public async Task SeedAsync(string roomId, string language, string fileName, string starter, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(roomId, DocumentPolicy.CodeName);
        var entry = new LogEntry(1, Seed.ClientId, 0, Seed.Batch(fileName, language, starter));
        try
        {
            await tables.SubmitAsync(DocumentKey.Table, key.Partition, [new TableWrite.Insert(entry.ToRow())], cancellationToken);
        }
        catch (StorageConflictException conflict) when (conflict.Kind == StorageConflict.Exists)
        {
            // Seeded before, which is what was asked for.
        }
    }

    private static UpdateRefusal Try(DocumentClocks clocks, DocumentPolicy policy, int author, ReadOnlySpan<byte> frames)
    {
        if (clocks.LogBytes + frames.Length > MaxLogBytes)
        {
            return UpdateRefusal.Full;
        }

        clocks.Begin(author);
        var reader = new FrameReader(frames);
        var refusal = frames.IsEmpty ? UpdateRefusal.Malformed : UpdateRefusal.None;
        while (refusal == UpdateRefusal.None && reader.Next(out _, out var update))
        {
            refusal = YUpdate.Check(update, author, policy, clocks);
        }

        if (refusal == UpdateRefusal.None && reader.Failed)
        {
            refusal = UpdateRefusal.Malformed;
        }

        if (refusal != UpdateRefusal.None)
        {
            clocks.Rollback();
        }

        return refusal;
    }

    /// <summary>Inserts the batch that was just tried at the next seq; false when that seq is taken.</summary>
    private async Task<bool> InsertAsync(DocumentKey key, LogHead head, DocumentClocks clocks, int author, int batch, byte[] frames, DateTimeOffset since)
    {
        var now = time.GetUtcNow();
        var seq = clocks.Seq + 1;
        var row = new TableRow(DocumentKey.RowKey(seq))
        {
            ["by"] = author,
            ["batch"] = batch,
            ["ms"] = Math.Max(0L, (long)(now - since).TotalMilliseconds),
            ["frames"] = frames,
        };
        try
        {
            await tables.SubmitAsync(DocumentKey.Table, key.Partition, [new TableWrite.Insert(row)], CancellationToken.None);
            if (IsFresh(head) || await IsInTailAsync(key, seq))
            {
                clocks.Commit(seq, frames.Length);
                head.SeenAt = now;
                return true;
            }

            head.Clocks = null;
            return false;
        }
        catch (StorageConflictException conflict) when (conflict.Kind == StorageConflict.Exists)
        {
            clocks.Rollback();
            return false;
        }
        catch
        {
            // Whether it is in is not known: read everything again before the next one.
            head.Clocks = null;
            throw;
        }
    }

    private bool IsFresh(LogHead head) => (time.GetUtcNow() - head.SeenAt).Duration() < MaxHeadAge;

    /// <summary>
    /// Asked when this process was held up for so long that the seq may have been used, compacted and retired meanwhile. Then the row that was just inserted is one
    /// that nobody reads, and the batch needs another seq; unless it was the batch itself that was compacted, which the next look at the log shows.
    /// </summary>
    private async Task<bool> IsInTailAsync(DocumentKey key, int seq)
    {
        var (manifest, _) = await key.ReadManifestAsync(tables, CancellationToken.None);
        if (seq >= manifest.TailFrom)
        {
            return true;
        }

        try
        {
            await tables.SubmitAsync(DocumentKey.Table, key.Partition, [new TableWrite.Delete(DocumentKey.RowKey(seq), "*")], CancellationToken.None);
        }
        catch (StorageConflictException conflict) when (conflict.Kind == StorageConflict.Missing)
        {
            // It was compacted and has been retired since.
        }

        return false;
    }

    /// <summary>The head with everything that was written until now, by this instance or another.</summary>
    private async ValueTask<DocumentClocks> NewestAsync(DocumentKey key, LogHead head, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var clocks = IsFresh(head) ? head.Clocks : null;
            head.Clocks = null; // stays so when reading fails
            if (clocks is null || !await CatchUpAsync(key, clocks, cancellationToken))
            {
                clocks = await reader.ClocksAsync(key, cancellationToken);
            }

            head.Clocks = clocks;
            head.SeenAt = now;
            if (IsFresh(head))
            {
                return clocks;
            }
        }
    }

    /// <summary>Adds the rows after the head; false when some are no longer rows.</summary>
    private async Task<bool> CatchUpAsync(DocumentKey key, DocumentClocks clocks, CancellationToken cancellationToken)
    {
        await foreach (var row in tables.QueryAsync(DocumentKey.Table, key.Partition, DocumentKey.RowKey(clocks.Seq + 1), DocumentKey.RowKey(int.MaxValue), cancellationToken))
        {
            var entry = LogEntry.Of(row);
            if (entry.Seq != clocks.Seq + 1)
            {
                return false;
            }

            clocks.Absorb(entry.Seq, entry.By, entry.Frames.Span);
        }

        return true;
    }

    /// <summary>
    /// The frames that the log does not have yet, and the seq of the entry that has the last of the others. Whoever else sends an author's batch (their next page, or somebody who got it directly) may know only its first
    /// frames: so the number alone does not say that all of it is there. What an author wrote is one sequence of frames, of which the log has the first ones.
    /// </summary>
    private async Task<(byte[] Left, int Seq)> BeyondAsync(DocumentKey key, DocumentClocks clocks, int author, byte[] frames, CancellationToken cancellationToken)
    {
        var sent = Frames(frames);
        if (sent is null || sent.Count == 0)
        {
            return (frames, 0); // Broken, which the walker says better.
        }

        // Nearly always it is about the last few entries; a frame that is far back in the log is an answer that was lost long ago.
        for (var after = Math.Max(0, clocks.LastSeqOf(author) - LookBack); ; after = 0)
        {
            List<ReadOnlyMemory<byte>> known = [];
            List<int> seqs = [];
            await foreach (var entry in reader.EntriesAsync(key, after, clocks.Seq, Quarantined.AsSent, cancellationToken))
            {
                if (entry.By == author)
                {
                    known.AddRange(Frames(entry.Frames) ?? []);
                    seqs.AddRange(Enumerable.Repeat(entry.Seq, known.Count - seqs.Count));
                }
            }

            var overlap = Enumerable.Range(0, known.Count).FirstOrDefault(at => IsAt(known, at, sent), known.Count);
            if (overlap < known.Count || after == 0)
            {
                var had = Math.Min(sent.Count, known.Count - overlap);
                return ([.. sent.Skip(had).SelectMany(frame => frame.ToArray())], had == 0 ? 0 : seqs[overlap + had - 1]);
            }
        }
    }

    private static bool IsAt(List<ReadOnlyMemory<byte>> known, int at, List<ReadOnlyMemory<byte>> sent)
    {
        for (var i = 0; i < sent.Count && at + i < known.Count; i++)
        {
            if (!known[at + i].Span.SequenceEqual(sent[i].Span))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Each frame as it stands in the batch, its time included; null when it is not frames from end to end.</summary>
    private static List<ReadOnlyMemory<byte>>? Frames(ReadOnlyMemory<byte> batch)
    {
        List<ReadOnlyMemory<byte>> frames = [];
        var reader = new FrameReader(batch.Span);
        for (var start = 0; reader.Next(out _, out _); start = reader.Position)
        {
            frames.Add(batch[start..reader.Position]);
        }

        return reader.Failed ? null : frames;
    }

    private async Task CompactLaterAsync(DocumentKey key, int seq)
    {
        if (seq % CompactEvery != 0)
        {
            return;
        }

        try
        {
            await CompactLog.EnqueueAsync(queues, key, TimeSpan.Zero, CancellationToken.None);
        }
        catch (StorageUnavailableException failure)
        {
            // The entry is in and must be answered so; the next round finds this one's rows too.
            Log.CompactionNotQueued(logger, failure, key.Partition, seq);
        }
    }

    private static Refusal BatchGap(int batch, int entries) => new(
        StatusCodes.Status422UnprocessableEntity, "BATCH_GAP", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Batch {batch} came, but batch {entries + 1} is next. Send the ones before it first."));

    private static Refusal Refused(UpdateRefusal refusal) => refusal == UpdateRefusal.Full
        ? new(StatusCodes.Status413PayloadTooLarge, "DOCUMENT_FULL", "This document takes no more. Start another room to go on writing.")
        : new(StatusCodes.Status422UnprocessableEntity, "UPDATE_REFUSED", "This change cannot be part of the document (" + refusal switch
        {
            UpdateRefusal.Malformed => "it is not a well-formed update",
            UpdateRefusal.NotYours => "it writes under somebody else's client id",
            UpdateRefusal.Gap => "it does not continue where this client stopped",
            UpdateRefusal.UnknownReference => "it builds on something that is not there",
            UpdateRefusal.Kind => "it holds content of a kind that does not belong here",
            UpdateRefusal.Parent => "it is not in a part that this document has",
            UpdateRefusal.Content => "it holds a value that is not allowed",
            _ => throw new InvalidOperationException($"{refusal} is no refusal."),
        } + "). Join the room again to go on.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Compaction of {Document} could not be queued at {Seq}")]
        public static partial void CompactionNotQueued(ILogger logger, Exception failure, string document, int seq);
    }
}
