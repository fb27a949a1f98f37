using System.Runtime.InteropServices;

namespace CodeMeet.Collab;

/// <summary>What a struct of a Yjs update carries; the values are the wire's.</summary>
internal enum YKind
{
    Gc = 0,
    Deleted = 1,
    Json = 2,
    Binary = 3,
    String = 4,
    Embed = 5,
    Format = 6,
    Type = 7,
    Any = 8,
    Doc = 9,
    Skip = 10,
}

/// <summary>One character or value of a document: the <paramref name="Clock"/>-th that this client inserted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct YId(int Client, int Clock);

/// <summary>
/// One struct as it stands in a V1 update: <c>info</c>, then what <c>info</c> promises of origin, right origin, or else the parent, then the content.
/// Reading proves that it is well formed; what is allowed is <see cref="YUpdate"/>'s business.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct YStruct
{
    private const byte HasOriginBit = 0x80;
    private const byte HasRightOriginBit = 0x40;
    private const byte HasKeyBit = 0x20;
    private const byte KindBits = 0x1f;

    public byte Info;

    /// <summary>Everything before the content, as encoded.</summary>
    public ReadOnlySpan<byte> Head;

    /// <summary>The neighbours the author saw on either side; meaningful only with <see cref="HasOrigin"/> and <see cref="HasRightOrigin"/>.</summary>
    public YId Origin;
    public YId RightOrigin;

    /// <summary>Name of the root type this is in; empty unless <see cref="ParentIsRoot"/>.</summary>
    public ReadOnlySpan<byte> Root;
    public bool ParentIsRoot;

    /// <summary>The struct whose type this is in; meaningful only with neither origin and not <see cref="ParentIsRoot"/>.</summary>
    public YId Parent;

    /// <summary>Key inside a map; on the wire only beside a parent.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>The content: for <see cref="YKind.String"/> the bare UTF-8, for everything else as encoded.</summary>
    public ReadOnlySpan<byte> Content;

    /// <summary>How many clock ticks it takes: UTF-16 units for text, else the number of values.</summary>
    public int Length;

    public readonly YKind Kind => (YKind)(Info & KindBits);

    public readonly bool HasOrigin => (Info & HasOriginBit) != 0;

    public readonly bool HasRightOrigin => (Info & HasRightOriginBit) != 0;

    public readonly bool HasParent => (Info & (HasOriginBit | HasRightOriginBit)) == 0;

    /// <summary>The author says that this is an entry of a map. The key itself follows only beside a parent.</summary>
    public readonly bool IsMapEntry => (Info & HasKeyBit) != 0;

    public static byte InfoOf(YKind kind, bool mapEntry = false) => (byte)((int)kind | (mapEntry ? HasKeyBit : 0));

    /// <summary>Reads one struct; on failure <see cref="YReader.Failed"/> is set and the rest is undefined.</summary>
    public static YStruct Read(ref YReader reader)
    {
        YStruct read = default;
        var start = reader.Position;
        read.Info = reader.Byte();
        if (read.Kind is YKind.Gc or YKind.Skip)
        {
            read.Length = reader.UInt();
            if (read.Length == 0 || read.Info != (byte)read.Kind)
            {
                reader.Fail();
            }

            return read;
        }

        if (read.HasOrigin)
        {
            read.Origin = new YId(reader.UInt(), reader.UInt());
        }

        if (read.HasRightOrigin)
        {
            read.RightOrigin = new YId(reader.UInt(), reader.UInt());
        }

        if (read.HasParent)
        {
            ReadParent(ref reader, ref read);
        }

        if (reader.Failed)
        {
            return read;
        }

        read.Head = reader.Since(start);
        ReadContent(ref reader, ref read);
        if (read.Length == 0)
        {
            reader.Fail(); // a struct without length takes no tick and would shadow its neighbour
        }

        return read;
    }

    private static void ReadParent(ref YReader reader, ref YStruct read)
    {
        switch (reader.UInt())
        {
            case 1:
                read.ParentIsRoot = true;
                read.Root = reader.Text();
                break;
            case 0:
                read.Parent = new YId(reader.UInt(), reader.UInt());
                break;
            default:
                reader.Fail();
                break;
        }

        if (read.IsMapEntry)
        {
            read.Key = reader.Text();
        }
    }

    private static void ReadContent(ref YReader reader, ref YStruct read)
    {
        if (read.Kind == YKind.String)
        {
            read.Content = reader.Text();
            read.Length = YReader.Units(read.Content);
            return;
        }

        var start = reader.Position;
        read.Length = 1;
        switch (read.Kind)
        {
            case YKind.Deleted:
                read.Length = reader.UInt();
                break;
            case YKind.Binary:
                reader.Bytes(reader.UInt());
                break;
            case YKind.Embed:
                reader.Json();
                break;
            case YKind.Format:
                reader.Text();
                reader.Json();
                break;
            case YKind.Type:
                ReadType(ref reader);
                break;
            case YKind.Any:
                read.Length = reader.Count();
                for (var left = read.Length; left > 0 && !reader.Failed; left--)
                {
                    reader.Any();
                }

                break;
            default: // Json (no Yjs 13 writes it), Doc, and kinds that do not exist
                reader.Fail();
                break;
        }

        read.Content = reader.Failed ? default : reader.Since(start);
    }

    /// <summary>Array, map, text, fragment and XML text have no name; XML elements and hooks do.</summary>
    private static void ReadType(ref YReader reader)
    {
        switch (reader.UInt())
        {
            case 0 or 1 or 2 or 4 or 6:
                break;
            case 3 or 5:
                reader.Text();
                break;
            default:
                reader.Fail();
                break;
        }
    }
}
