using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CodeMeet.Platform.Storage.Sqlite;

/// <summary>
/// A row's properties as bytes: per property its name, a type byte and the value; lengths as LEB128, numbers little-endian.
/// Encoding runs on the caller's thread, so the one writer only binds a finished value.
/// </summary>
internal static class RowCodec
{
    private enum Kind : byte
    {
        Text = 1,
        Int32 = 2,
        Int64 = 3,
        Double = 4,
        False = 5,
        True = 6,
        Time = 7,
        Bytes = 8,
    }

    public static byte[] Encode(TableRow row)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        foreach (var (name, value) in row.Properties)
        {
            WriteText(writer, name);
            switch (value)
            {
                case string text:
                    WriteKind(writer, Kind.Text);
                    WriteText(writer, text);
                    break;
                case int number:
                    WriteKind(writer, Kind.Int32);
                    BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(4), number);
                    writer.Advance(4);
                    break;
                case long number:
                    WriteInt64(writer, Kind.Int64, number);
                    break;
                case double number:
                    WriteInt64(writer, Kind.Double, BitConverter.DoubleToInt64Bits(number));
                    break;
                case bool flag:
                    WriteKind(writer, flag ? Kind.True : Kind.False);
                    break;
                case DateTimeOffset time:
                    WriteInt64(writer, Kind.Time, time.UtcTicks);
                    break;
                case byte[] bytes:
                    WriteKind(writer, Kind.Bytes);
                    WriteLength(writer, bytes.Length);
                    writer.Write(bytes);
                    break;
                default:
                    throw new ArgumentException($"'{name}' is a {value.GetType().Name}.", nameof(row));
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes were not written by <see cref="Encode"/>: the file is damaged.</exception>
    public static TableRow Decode(string rowKey, string etag, ReadOnlySpan<byte> bytes)
    {
        var row = new TableRow(rowKey) { ETag = etag };
        while (!bytes.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(Take(ref bytes, TakeLength(ref bytes)));
            row[name] = (Kind)Take(ref bytes, 1)[0] switch
            {
                Kind.Text => Encoding.UTF8.GetString(Take(ref bytes, TakeLength(ref bytes))),
                Kind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, 4)),
                Kind.Int64 => TakeInt64(ref bytes),
                Kind.Double => BitConverter.Int64BitsToDouble(TakeInt64(ref bytes)),
                Kind.False => false,
                Kind.True => true,
                Kind.Time => new DateTimeOffset(TakeInt64(ref bytes), TimeSpan.Zero),
                Kind.Bytes => Take(ref bytes, TakeLength(ref bytes)).ToArray(),
                var kind => throw new InvalidDataException($"Row '{rowKey}' has a property of kind {kind}."),
            };
        }

        return row;
    }

    private static void WriteKind(ArrayBufferWriter<byte> writer, Kind kind)
    {
        writer.GetSpan(1)[0] = (byte)kind;
        writer.Advance(1);
    }

    private static void WriteInt64(ArrayBufferWriter<byte> writer, Kind kind, long value)
    {
        WriteKind(writer, kind);
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(8), value);
        writer.Advance(8);
    }

    private static void WriteText(ArrayBufferWriter<byte> writer, string text)
    {
        WriteLength(writer, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, writer);
    }

    private static void WriteLength(ArrayBufferWriter<byte> writer, int length)
    {
        var span = writer.GetSpan(5);
        var used = 0;
        var rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[used++] = (byte)(rest | 0x80);
        }

        span[used++] = (byte)rest;
        writer.Advance(used);
    }

    private static int TakeLength(ref ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Take(ref bytes, 1)[0];
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length;
            }
        }

        throw new InvalidDataException("A length in a row has more than five bytes.");
    }

    private static long TakeInt64(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, 8));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        if ((uint)length > (uint)bytes.Length)
        {
            throw new InvalidDataException("A row ends in the middle of a property.");
        }

        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }
}
