using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CodeMeet.Collab;

/// <summary>
/// Reads lib0's encoding, the alphabet of the Yjs V1 update format, from untrusted bytes. It neither throws nor allocates: the first byte that does not fit
/// sets <see cref="Failed"/>, and every later read answers zero. Integers are unsigned LEB128, at most <see cref="int.MaxValue"/>, in their shortest form.
/// </summary>
internal ref struct YReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Deeper values overflow a page's stack in lib0, which reads them recursively.</summary>
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public bool Failed { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>True when everything was read and nothing was wrong.</summary>
    public readonly bool Done => !Failed && Position == _bytes.Length;

    public readonly ReadOnlySpan<byte> Since(int position) => _bytes[position..Position];

    public byte Byte()
    {
        if ((uint)Position < (uint)_bytes.Length)
        {
            return _bytes[Position++];
        }

        Fail();
        return 0;
    }

    public int UInt()
    {
        var position = Position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            Position = position + 1;
            return _bytes[position];
        }

        return LongUInt();
    }

    /// <summary>A count of things of which each takes at least <paramref name="bytesEach"/> bytes: more than could follow is a failure (the run-length bomb).</summary>
    public int Count(int bytesEach = 1)
    {
        var count = UInt();
        if ((long)count * bytesEach <= Remaining)
        {
            return count;
        }

        Fail();
        return 0;
    }

    /// <summary>For what the server wrote itself: an integer beyond <see cref="int.MaxValue"/>.</summary>
    public long Long()
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = Byte();
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining || Failed)
        {
            Fail();
            return default;
        }

        var start = Position;
        Position += count;
        return _bytes.Slice(start, count);
    }

    /// <summary>A string as UTF-8 that is known to be valid: lib0 decodes fatally, so a broken string would throw in every page.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var text = Bytes(UInt());
        if (!(text.Length == 1 ? text[0] < 0x80 : Utf8.IsValid(text)))
        {
            Fail();
        }

        return text;
    }

    /// <summary>Passes over one lib0 "any" value.</summary>
    public void Any(int depth = 0)
    {
        if (depth > MaxDepth)
        {
            Fail();
            return;
        }

        switch (Byte())
        {
            case 127 or 126 or 121 or 120: // undefined, null, false, true
                break;
            case 125:
                Integer();
                break;
            case 124:
                Bytes(sizeof(float));
                break;
            case 123 or 122: // float64, bigint64
                Bytes(sizeof(double));
                break;
            case 119:
                Text();
                break;
            case 118:
                for (var left = Count(2); left > 0 && !Failed; left--)
                {
                    if (Text().SequenceEqual("__proto__"u8))
                    {
                        Fail();
                    }

                    Any(depth + 1);
                }

                break;
            case 117:
                for (var left = Count(); left > 0 && !Failed; left--)
                {
                    Any(depth + 1);
                }

                break;
            case 116:
                Bytes(UInt());
                break;
            default:
                Fail();
                break;
        }
    }

    /// <summary>Passes over a string that holds one JSON text: Yjs parses it while reading, so anything else would throw in every page.</summary>
    public void Json()
    {
        var text = Text();
        if (Failed)
        {
            return;
        }

        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (json.Read())
            {
            }
        }
        catch (JsonException)
        {
            Fail();
        }
    }

    public void Fail()
    {
        Failed = true;
        Position = _bytes.Length;
    }

    /// <summary>UTF-16 code units of valid UTF-8, which is how Yjs counts text.</summary>
    public static int Units(ReadOnlySpan<byte> text) =>
        text.Length == 1 || Ascii.IsValid(text) ? text.Length : Encoding.UTF8.GetCharCount(text);

    private int LongUInt()
    {
        var value = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                if (value <= int.MaxValue && (next != 0 || shift == 0) && !Failed)
                {
                    return (int)value;
                }

                break;
            }
        }

        Fail();
        return 0;
    }

    /// <summary>lib0's signed integer: sign and six bits first, then seven each, up to 2^53.</summary>
    private void Integer()
    {
        var next = Byte();
        var value = (long)(next & 0x3f);
        for (var shift = 6; (next & 0x80) != 0 && !Failed; shift += 7)
        {
            next = Byte();
            if (shift > 48)
            {
                Fail();
                return;
            }

            value |= (long)(next & 0x7f) << shift;
        }

        if (value > 1L << 53)
        {
            Fail();
        }
    }
}
