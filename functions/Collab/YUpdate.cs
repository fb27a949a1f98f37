namespace CodeMeet.Collab;

/// <summary>Why an update is not taken. Every reason but <see cref="None"/> leaves the document as it was.</summary>
internal enum UpdateRefusal
{
    None,

    /// <summary>Not one well-formed V1 update.</summary>
    Malformed,

    /// <summary>Structs under another client's id, which would race that client's own for ever.</summary>
    NotYours,

    /// <summary>Does not continue at the author's clock: something is missing, or it was sent before.</summary>
    Gap,

    /// <summary>Names a tick that the log does not have: it would wait in every page, for ever if that never comes.</summary>
    UnknownReference,

    /// <summary>Content of a kind that this document does not hold.</summary>
    Kind,

    /// <summary>A root that this document does not have, text in a map, a value in a text, or one struct between two roots.</summary>
    Parent,

    /// <summary>A value outside its rules: a path that is none, a carriage return.</summary>
    Content,

    /// <summary>The document takes no more.</summary>
    Full,
}

/// <summary>
/// The walker. Plain Yjs believes whatever it is sent, and some lies make two pages differ for ever; this is where they stop.
/// It knows clocks and roots but no positions: see docs/collab.md for what follows from each check.
/// </summary>
internal static class YUpdate
{
    /// <summary>
    /// Units ever inserted: four times the 2 MiB of text that a document shows at most, since deleted and undone text stays in the history.
    /// </summary>
    public const long MaxInserted = 8 << 20;

    /// <summary>
    /// Judges one update of the author whose batch <paramref name="clocks"/> is trying, and counts its structs there.
    /// After a refusal the caller rolls back: the update may be half counted.
    /// </summary>
    public static UpdateRefusal Check(ReadOnlySpan<byte> update, int author, DocumentPolicy policy, DocumentClocks clocks)
    {
        var reader = new YReader(update);
        var sections = reader.UInt();
        if (sections > 1)
        {
            return UpdateRefusal.NotYours;
        }

        if (sections == 1)
        {
            var refusal = CheckStructs(ref reader, author, policy, clocks);
            if (refusal != UpdateRefusal.None)
            {
                return refusal;
            }
        }

        for (var clients = reader.Count(4); clients > 0; clients--)
        {
            var refusal = CheckDeletes(ref reader, author, clocks);
            if (refusal != UpdateRefusal.None)
            {
                return refusal;
            }
        }

        return reader.Done ? UpdateRefusal.None : UpdateRefusal.Malformed;
    }

    private static UpdateRefusal CheckStructs(ref YReader reader, int author, DocumentPolicy policy, DocumentClocks clocks)
    {
        var count = reader.UInt();
        var client = reader.UInt();
        var clock = reader.UInt();
        if (reader.Failed || count == 0 || count > reader.Remaining)
        {
            return UpdateRefusal.Malformed;
        }

        if (client != author)
        {
            return UpdateRefusal.NotYours;
        }

        if (clock != clocks.ClockOf(author))
        {
            return UpdateRefusal.Gap;
        }

        for (; count > 0; count--)
        {
            var read = YStruct.Read(ref reader);
            // A kind that is not allowed may also fail to be read (a sub-document); it is refused for what it is.
            if (!policy.Allows(read.Kind))
            {
                return UpdateRefusal.Kind;
            }

            if (reader.Failed)
            {
                return UpdateRefusal.Malformed;
            }

            var refusal = CheckReferences(read, author, clock, policy, clocks, out var root);
            if (refusal == UpdateRefusal.None && policy.IsTyped)
            {
                refusal = CheckTyped(read, root, clocks);
            }

            if (refusal != UpdateRefusal.None)
            {
                return refusal;
            }

            var inserted = read.Kind == YKind.String ? read.Length : read.Content.Length;
            if (clocks.Inserted + inserted > MaxInserted || !clocks.Advance(read.Length, root, inserted))
            {
                return UpdateRefusal.Full;
            }

            clock += read.Length;
        }

        return UpdateRefusal.None;
    }

    /// <summary>Both neighbours, or the parent, must be known; and the root they are in must be one.</summary>
    private static UpdateRefusal CheckReferences(
        scoped in YStruct read, int author, int clock, DocumentPolicy policy, DocumentClocks clocks, out int root)
    {
        root = DocumentClocks.UnknownRoot;
        if (read.HasOrigin)
        {
            if (!IsKnown(read.Origin, author, clock, clocks))
            {
                return UpdateRefusal.UnknownReference;
            }

            root = clocks.RootAt(read.Origin);
        }

        if (read.HasRightOrigin)
        {
            if (!IsKnown(read.RightOrigin, author, clock, clocks))
            {
                return UpdateRefusal.UnknownReference;
            }

            var right = clocks.RootAt(read.RightOrigin);
            if (root == DocumentClocks.UnknownRoot)
            {
                root = right;
            }
            else if (right != root && right != DocumentClocks.UnknownRoot)
            {
                return UpdateRefusal.Parent;
            }
        }

        if (!read.HasParent)
        {
            return UpdateRefusal.None;
        }

        if (!read.ParentIsRoot)
        {
            if (policy.IsTyped)
            {
                return UpdateRefusal.Parent;
            }

            return IsKnown(read.Parent, author, clock, clocks) ? UpdateRefusal.None : UpdateRefusal.UnknownReference;
        }

        if (!policy.AllowsRoot(read.Root))
        {
            return UpdateRefusal.Parent;
        }

        if (!policy.IsTyped)
        {
            return UpdateRefusal.None;
        }

        root = clocks.RootId(read.Root);
        return root == DocumentClocks.UnknownRoot ? UpdateRefusal.Full : UpdateRefusal.None;
    }

    /// <summary>Maps hold values, texts hold text; a text whose neighbour is in a skipped entry has an unknown root, a value must know its map.</summary>
    private static UpdateRefusal CheckTyped(scoped in YStruct read, int root, DocumentClocks clocks)
    {
        var map = clocks.MapAt(root);
        var inMap = !map.IsEmpty;
        if (read.Kind == YKind.String)
        {
            if (inMap || read.IsMapEntry)
            {
                return UpdateRefusal.Parent;
            }

            return read.Content.Contains((byte)'\r') ? UpdateRefusal.Content : UpdateRefusal.None;
        }

        if (!inMap)
        {
            return root == DocumentClocks.UnknownRoot ? UpdateRefusal.UnknownReference : UpdateRefusal.Parent;
        }

        if (!read.IsMapEntry || read.HasRightOrigin || (read.HasParent && read.Key.IsEmpty))
        {
            return UpdateRefusal.Parent;
        }

        return DocumentPolicy.AllowsEntry(map, read.Key, read.Content) ? UpdateRefusal.None : UpdateRefusal.Content;
    }

    /// <summary>
    /// Ranges of one client that the author deletes. Deleting everything that is there is a legal edit, and the log shows whose; what is not there yet may not be deleted ahead.
    /// </summary>
    private static UpdateRefusal CheckDeletes(ref YReader reader, int author, DocumentClocks clocks)
    {
        var client = reader.UInt();
        var ranges = reader.Count(2);
        if (ranges == 0)
        {
            return UpdateRefusal.Malformed;
        }

        var known = clocks.ClockOf(client);
        if (known == 0)
        {
            return UpdateRefusal.UnknownReference;
        }

        for (; ranges > 0; ranges--)
        {
            var clock = reader.UInt();
            var length = reader.UInt();
            if (reader.Failed || length == 0)
            {
                return UpdateRefusal.Malformed;
            }

            if ((long)clock + length > known)
            {
                return UpdateRefusal.UnknownReference;
            }
        }

        return UpdateRefusal.None;
    }

    /// <summary>Of oneself only what was already counted (Yjs throws otherwise, half way through), of others what the log has: pages send an edit after all it builds on.</summary>
    private static bool IsKnown(YId id, int author, int clock, DocumentClocks clocks) =>
        id.Clock < (id.Client == author ? clock : clocks.ClockOf(id.Client));
}
