using System.Text;

namespace CodeMeet.Collab;

/// <summary>What one kind of document may hold. <c>code</c> is typed down to its roots; the others hold whatever tree their editor makes.</summary>
internal sealed class DocumentPolicy
{
    public const string CodeName = "code";
    public const string NotesName = "notes";
    public const string BoardName = "board";

    /// <summary>Enough for a UUID or a nanoid.</summary>
    private const int MaxFileId = 40;
    private const int MaxRootName = 64;

    /// <summary>Code units of a file's path, as the sandbox takes it.</summary>
    private const int MaxPath = 200;

    /// <summary>Bytes of a language id, an entry or another plain value of <c>meta</c>.</summary>
    private const int MaxPlain = 256;

    /// <summary>Code units of a test case's name, as a run takes it.</summary>
    private const int MaxTestName = 100;

    private readonly int _kinds;

    private DocumentPolicy(string name, bool typed, params ReadOnlySpan<YKind> kinds)
    {
        Name = name;
        IsTyped = typed;
        foreach (var kind in kinds)
        {
            _kinds |= 1 << (int)kind;
        }
    }

    public string Name { get; }

    /// <summary>
    /// Every root is a map or a text by its name, and types are not nested: so the root of every tick can be remembered, and text that is spliced into a map,
    /// a value spliced into a text (it would shift every position after it) or one struct between two files is refused.
    /// </summary>
    public bool IsTyped { get; }

    /// <remarks>Pages make documents with <c>gc: false</c>, so the wire never has <see cref="YKind.Gc"/>, <see cref="YKind.Deleted"/> or <see cref="YKind.Skip"/>.</remarks>
    public static DocumentPolicy Code { get; } = new(CodeName, typed: true, YKind.String, YKind.Any);

    public static DocumentPolicy Notes { get; } = new(NotesName, typed: false, YKind.String, YKind.Embed, YKind.Format, YKind.Type, YKind.Any);

    public static DocumentPolicy Board { get; } = new(BoardName, typed: false, YKind.String, YKind.Embed, YKind.Format, YKind.Type, YKind.Any);

    /// <summary>The policy of a document, or null when rooms have no such document.</summary>
    public static DocumentPolicy? Of(string doc) => doc switch
    {
        CodeName => Code,
        NotesName => Notes,
        BoardName => Board,
        _ => null,
    };

    public bool Allows(YKind kind) => (_kinds >> (int)kind & 1) != 0;

    public bool AllowsRoot(ReadOnlySpan<byte> name)
    {
        if (!IsTyped)
        {
            return name.Length is > 0 and <= MaxRootName && IsId(name, alsoColon: true);
        }

        return IsMap(name)
            || (name.StartsWith("file:"u8) && IsId(name["file:".Length..], alsoColon: false) && name.Length <= "file:".Length + MaxFileId)
            || (name.StartsWith("test:"u8) && (name.EndsWith(":in"u8) || name.EndsWith(":out"u8)) && IsTestId(name["test".Length..name.LastIndexOf((byte)':')]));
    }

    /// <summary>Whether a root of a typed document is a map; the others are texts.</summary>
    public static bool IsMap(ReadOnlySpan<byte> root) => root.SequenceEqual("files"u8) || root.SequenceEqual("meta"u8) || root.SequenceEqual("tests"u8);

    /// <summary>Whether the key and the value may be an entry of the map; the key is empty where the wire leaves it out (it replaces an entry).</summary>
    public static bool AllowsEntry(ReadOnlySpan<byte> map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> any)
    {
        if (!key.IsEmpty && (key.Length > MaxFileId || !IsId(key, alsoColon: false)))
        {
            return false;
        }

        var reader = new YReader(any);
        if (reader.UInt() != 1)
        {
            return false;
        }

        return map.SequenceEqual("files"u8) ? IsFile(ref reader)
            : map.SequenceEqual("tests"u8) ? IsTest(ref reader)
            : any.Length <= MaxPlain && IsPlain(ref reader);
    }

    /// <summary>A plain object <c>{path, language?}</c>.</summary>
    private static bool IsFile(ref YReader reader)
    {
        if (reader.Byte() != 118)
        {
            return false;
        }

        var hasPath = false;
        for (var left = reader.Count(2); left > 0; left--)
        {
            var name = reader.Text();
            var isPath = name.SequenceEqual("path"u8);
            if (reader.Byte() != 119 || !(isPath || name.SequenceEqual("language"u8)))
            {
                return false;
            }

            var text = reader.Text();
            if (!(isPath ? IsPath(text) : text.Length <= MaxFileId && IsId(text, alsoColon: false)))
            {
                return false;
            }

            hasPath |= isPath;
        }

        return hasPath && reader.Done;
    }

    /// <summary>A plain object <c>{name, checker, order}</c>: texts, and a number that says the place in the list. Input and expected output are texts of their own.</summary>
    private static bool IsTest(ref YReader reader)
    {
        if (reader.Byte() != 118)
        {
            return false;
        }

        var left = reader.Count(2);
        if (left != 3)
        {
            return false;
        }

        for (; left > 0; left--)
        {
            var name = reader.Text();
            var type = reader.Byte();
            if (name.SequenceEqual("order"u8))
            {
                if (!SkipNumber(ref reader, type))
                {
                    return false;
                }

                continue;
            }

            var isName = name.SequenceEqual("name"u8);
            if (type != 119 || !(isName || name.SequenceEqual("checker"u8)))
            {
                return false;
            }

            var text = reader.Text();
            if (!(isName ? text.Length <= MaxTestName * 3 && YReader.Units(text) is > 0 and <= MaxTestName : text.Length <= MaxFileId && IsId(text, alsoColon: false)))
            {
                return false;
            }
        }

        return reader.Done;
    }

    /// <summary>An integer, or a float of four or eight bytes, as lib0 writes numbers.</summary>
    private static bool SkipNumber(ref YReader reader, int type)
    {
        switch (type)
        {
            case 125:
                // Six bits and a sign, then seven bits a byte; a number has at most 53.
                for (var bytes = 0; bytes < 8; bytes++)
                {
                    if ((reader.Byte() & 0x80) == 0)
                    {
                        return true;
                    }
                }

                return false;
            case 124 or 123:
                for (var left = type == 124 ? 4 : 8; left > 0; left--)
                {
                    reader.Byte();
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>The id with the colon before it: in <c>test:in</c> both colons are one, and nothing is left for the id.</summary>
    private static bool IsTestId(ReadOnlySpan<byte> colonAndId) => colonAndId.Length is > 1 and <= MaxFileId + 1 && IsId(colonAndId[1..], alsoColon: false);

    private static bool IsPlain(ref YReader reader)
    {
        var type = reader.Byte();
        if (type is 118 or 117 or 116)
        {
            return false;
        }

        return true;
    }

    /// <summary>A relative path of plain segments. Whether two files claim the same one cannot be judged here: edits of two people may meet.</summary>
    private static bool IsPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path.Length > MaxPath * 3 || YReader.Units(path) > MaxPath || path.ContainsAny("\\:"u8))
        {
            return false;
        }

        for (var at = 0; at < path.Length;)
        {
            Rune.DecodeFromUtf8(path[at..], out var rune, out var length);
            if (Rune.IsControl(rune))
            {
                return false;
            }

            at += length;
        }

        foreach (var range in path.Split((byte)'/'))
        {
            var segment = path[range];
            if (segment.IsEmpty || segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsId(ReadOnlySpan<byte> name, bool alsoColon)
    {
        foreach (var c in name)
        {
            if (!(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'-' or (byte)'_' || (alsoColon && c is (byte)':')))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }
}
