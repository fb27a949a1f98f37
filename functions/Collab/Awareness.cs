namespace CodeMeet.Collab;

/// <summary>
/// Cursors and selections: y-protocols awareness updates, which the server passes on and never keeps.
/// </summary>
internal static class Awareness
{
    /// <summary>Bytes of a cursor sent by itself.</summary>
    public const int MaxBytes = 4 << 10;

    /// <summary>Bytes of a cursor in the header of a batch.</summary>
    public const int MaxHeaderBytes = 2 << 10;

    /// <summary>Whether the update holds the state of this client and of nobody else: one cursor must not be moved, or removed, by another page.</summary>
    public static bool IsOf(int clientId, ReadOnlySpan<byte> update)
    {
        var reader = new YReader(update);
        if (reader.UInt() != 1 || reader.UInt() != clientId)
        {
            return false;
        }

        reader.UInt(); // its clock
        reader.Json();
        return reader.Done;
    }
}
