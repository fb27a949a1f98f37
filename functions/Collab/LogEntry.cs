using CodeMeet.Platform.Storage;

namespace CodeMeet.Collab;

/// <summary>One batch as it is kept: a row at first, later a piece of a segment.</summary>
/// <param name="Seq">Its place: 1, 2, 3 … per document, without a hole.</param>
/// <param name="By">The author's client id; 0 for the server.</param>
/// <param name="Ms">Milliseconds since the room was created, by the server's clock.</param>
/// <param name="Frames">The batch as it was sent.</param>
internal readonly record struct LogEntry(int Seq, int By, long Ms, ReadOnlyMemory<byte> Frames)
{
    public static LogEntry Of(TableRow row) => new(
        int.Parse(row.RowKey, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture),
        row.GetInt32("by"), row.GetInt64("ms"), row.GetBytes("frames") ?? throw new InvalidDataException($"Row '{row.RowKey}' has no frames."));

    public TableRow ToRow() => new(DocumentKey.RowKey(Seq)) { ["by"] = By, ["ms"] = Ms, ["frames"] = Frames.ToArray() };

    /// <summary>Appends the entry as readers get it and segments keep it.</summary>
    public void Write(YWriter writer)
    {
        writer.UInt(Seq);
        writer.UInt(By);
        writer.Long(Ms);
        writer.Text(Frames.Span);
    }

    /// <summary>Reads the entry at <paramref name="position"/> and moves behind it.</summary>
    /// <exception cref="InvalidDataException">The segment is damaged.</exception>
    public static LogEntry Read(ReadOnlyMemory<byte> segment, ref int position)
    {
        var reader = new YReader(segment.Span[position..]);
        var (seq, by, ms) = (reader.UInt(), reader.UInt(), reader.Long());
        var length = reader.UInt();
        reader.Bytes(length);
        if (reader.Failed)
        {
            throw new InvalidDataException($"A segment is damaged at byte {position}.");
        }

        position += reader.Position;
        return new LogEntry(seq, by, ms, segment.Slice(position - length, length));
    }
}

/// <summary>A fold as it is stored: what the server knows of the document at that seq, then the folded update.</summary>
internal static class FoldBlob
{
    public static byte[] Write(DocumentClocks clocks, UpdateFold fold)
    {
        var writer = new YWriter(1024);
        clocks.Write(writer);
        fold.Write(writer);
        return writer.ToArray();
    }

    public static (DocumentClocks Clocks, ReadOnlyMemory<byte> Update) Read(ReadOnlyMemory<byte> blob)
    {
        var reader = new YReader(blob.Span);
        var clocks = DocumentClocks.Read(ref reader);
        return reader.Failed ? throw new InvalidDataException("A fold is damaged.") : (clocks, blob[reader.Position..]);
    }
}
