using System.Text;

namespace CodeMeet.Collab;

/// <summary>A growing buffer of lib0's encoding.</summary>
internal sealed class YWriter(int capacity = 64)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    public void UInt(int value) => Long(value);

    public void Long(long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            Byte((byte)(rest | 0x80));
        }

        Byte((byte)rest);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Length and UTF-8.</summary>
    public void Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>Length and UTF-8 that is known to be valid.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        UInt(text.Length);
        Bytes(text);
    }

    private void Grow(int more) => Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)Length + more)));
}
