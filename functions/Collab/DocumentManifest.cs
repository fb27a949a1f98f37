using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

/// <summary>
/// Where the entries of a document are: immutable segments first, rows from <see cref="TailFrom"/> on. One row beside the log's own, always written with If-Match,
/// so that everything it says changes at one moment. A document without a manifest has rows only.
/// </summary>
internal sealed record DocumentManifest
{
    public static DocumentManifest Empty { get; } = new();

    /// <summary>Adjacent, from seq 1 on.</summary>
    public IReadOnlyList<LogSegment> Segments { get; init; } = [];

    /// <summary>The newest fold, or null when there is none, or none that leaves out all of <see cref="Skips"/>.</summary>
    public LogFold? Fold { get; init; }

    /// <summary>Seqs of quarantined entries: never deleted, served empty, left out of folds.</summary>
    public IReadOnlyList<int> Skips { get; init; } = [];

    /// <summary>The first seq whose row may still be there.</summary>
    public int RowsFrom { get; init; } = 1;

    /// <summary>Blobs that nothing refers to since the last retirement. They go to <see cref="Retired"/> at the next.</summary>
    public IReadOnlyList<string> Superseded { get; init; } = [];

    /// <summary>Rows and blobs that may be deleted once every reader of an older manifest is gone.</summary>
    public LogRetirement? Retired { get; init; }

    [JsonIgnore]
    public int TailFrom => Segments.Count == 0 ? 1 : Segments[^1].To + 1;

    public bool IsSkipped(int seq) => Skips.Contains(seq);
}

/// <summary>Entries that are kept in one immutable blob.</summary>
/// <param name="From">First seq.</param>
/// <param name="To">Last seq.</param>
/// <param name="Bytes">Size of the blob.</param>
internal sealed record LogSegment(int From, int To, int Bytes);

/// <summary>A fold of everything up to a seq, with the clocks there.</summary>
/// <param name="To">Last seq in it.</param>
/// <param name="Skips">How many entries were quarantined when it was made: part of its name, since the same seq folds differently without them.</param>
/// <param name="Bytes">Size of the blob.</param>
/// <param name="Covered">Bytes of all segments when it was made.</param>
internal sealed record LogFold(int To, int Skips, int Bytes, long Covered);

/// <summary>What is on its way out.</summary>
/// <param name="At">Since when nothing refers to them.</param>
/// <param name="RowsTo">Last seq whose row is retired.</param>
/// <param name="Blobs">Names.</param>
internal sealed record LogRetirement(DateTimeOffset At, int RowsTo, IReadOnlyList<string> Blobs);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentManifest))]
[JsonSerializable(typeof(CompactLogMessage))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>A document's place in the stores.</summary>
internal readonly record struct DocumentKey(string RoomId, string Doc)
{
    public const string Table = "DocLog";
    public const string Container = "docs";

    private const string ManifestKey = "manifest";

    /// <summary>The first key after every seq, and before the manifest and the reports.</summary>
    private const string AfterSeqs = ":";

    /// <summary>Partition of the log's rows.</summary>
    public string Partition => $"{RoomId}|{Doc}";

    public static string RowKey(int seq) => seq == int.MaxValue ? AfterSeqs : seq.ToString("D10", System.Globalization.CultureInfo.InvariantCulture);

    public static string ReportPrefix(int seq) => $"report|{RowKey(seq)}|";

    public string SegmentName(int from, int to) => $"{RoomId}/{Doc}/seg/{RowKey(from)}-{RowKey(to)}";

    public string FoldName(LogFold fold) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{RoomId}/{Doc}/fold/{RowKey(fold.To)}-{fold.Skips}");

    /// <summary>The manifest and its ETag; an empty ETag when there is none.</summary>
    public async Task<(DocumentManifest Manifest, string ETag)> ReadManifestAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, Partition, ManifestKey, cancellationToken);
        if (row is null)
        {
            return (DocumentManifest.Empty, "");
        }

        var manifest = JsonSerializer.Deserialize(row.RequireString("json"), DocumentJson.Default.DocumentManifest);
        return (manifest ?? throw new InvalidDataException($"The manifest of {Partition} is null."), row.ETag);
    }

    /// <exception cref="StorageConflictException">The manifest is no longer the one with this ETag.</exception>
    public Task WriteManifestAsync(ITableStore tables, DocumentManifest manifest, string etag, CancellationToken cancellationToken)
    {
        var row = new TableRow(ManifestKey) { ["json"] = JsonSerializer.Serialize(manifest, DocumentJson.Default.DocumentManifest) };
        TableWrite write = etag.Length == 0 ? new TableWrite.Insert(row) : new TableWrite.Replace(row, etag);
        return tables.SubmitAsync(Table, Partition, [write], cancellationToken);
    }
}
