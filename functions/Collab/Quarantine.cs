using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

/// <summary>
/// Entries that pages cannot read. A page that throws on one leaves it out and reports it; when two trusted people did, it is left out for everybody: flagged in the
/// manifest, never deleted, served empty, so that the seqs stay dense.
/// </summary>
internal sealed partial class Quarantine(ITableStore tables, IQueueStore queues, ILogger<Quarantine> logger)
{
    /// <summary>One may be a broken browser, or spite.</summary>
    private const int ReportsNeeded = 2;

    /// <summary>More broken entries than this are no accident that leaving them out could mend.</summary>
    private const int MaxSkips = 256;

    private const int MaxTries = 8;

    /// <summary>Notes that <paramref name="seq"/> throws in a trusted person's page. The seed cannot be reported away.</summary>
    public async Task ReportAsync(DocumentKey key, int seq, string participantId, CancellationToken cancellationToken)
    {
        Log.Reported(logger, key.Partition, seq, participantId);
        if (seq == 1)
        {
            return;
        }

        var prefix = DocumentKey.ReportPrefix(seq);
        await tables.SubmitAsync(DocumentKey.Table, key.Partition, [new TableWrite.Upsert(new TableRow(prefix + participantId))], cancellationToken);
        var reports = 0;
        await foreach (var _ in tables.QueryAsync(DocumentKey.Table, key.Partition, prefix, prefix + "~", cancellationToken))
        {
            reports++;
        }

        if (reports >= ReportsNeeded)
        {
            await SkipAsync(key, seq, cancellationToken);
        }
    }

    private async Task SkipAsync(DocumentKey key, int seq, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (manifest, etag) = await key.ReadManifestAsync(tables, cancellationToken);
            if (manifest.IsSkipped(seq) || manifest.Skips.Count == MaxSkips)
            {
                return;
            }

            var skipping = manifest with { Skips = [.. manifest.Skips, seq] };
            if (manifest.Fold is { } fold && fold.To >= seq)
            {
                skipping = skipping with { Fold = null, Superseded = [.. manifest.Superseded, key.FoldName(fold)] };
            }

            try
            {
                await key.WriteManifestAsync(tables, skipping, etag, cancellationToken);
            }
            catch (StorageConflictException)
            {
                continue;
            }

            Log.Skipped(logger, key.Partition, seq);
            await CompactLog.EnqueueAsync(queues, key, TimeSpan.Zero, cancellationToken);
            return;
        }

        throw new StorageUnavailableException($"The manifest of {key.Partition} kept changing.");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Entry {Seq} of {Document} throws in a page of {ParticipantId}")]
        public static partial void Reported(ILogger logger, string document, int seq, string participantId);

        [LoggerMessage(2, LogLevel.Warning, "Entry {Seq} of {Document} is quarantined")]
        public static partial void Skipped(ILogger logger, string document, int seq);
    }
}
