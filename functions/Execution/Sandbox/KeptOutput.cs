using System.Buffers;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// What is kept of one stream: its first and its last bytes, half of <paramref name="capacity"/> each, and how many fell out between. Memory is bounded whatever arrives.
/// </summary>
internal sealed class KeptOutput(int capacity)
{
    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly int _headCapacity = capacity - (capacity / 2);

    /// <summary>A ring; allocated when the head is full.</summary>
    private byte[] _tail = [];
    private int _tailStart;
    private int _tailLength;
    private bool _cut;

    /// <summary>Bytes that came, kept or not.</summary>
    public long Total { get; private set; }

    /// <summary>Bytes held.</summary>
    public int Length => _head.WrittenCount + _tailLength;

    /// <summary>How much of the next append still belongs to the head, which is the part that is streamed live.</summary>
    public int HeadRoom => _headCapacity - _head.WrittenCount;

    /// <summary>More came that was not appended, so the text is truncated even if all that was appended is there.</summary>
    public void MarkCut() => _cut = true;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Total += bytes.Length;
        var first = bytes[..Math.Min(bytes.Length, HeadRoom)];
        _head.Write(first);
        bytes = bytes[first.Length..];
        if (bytes.IsEmpty || capacity / 2 == 0)
            return;
        if (_tail.Length == 0)
            _tail = new byte[capacity / 2];
        if (bytes.Length > _tail.Length)
            bytes = bytes[^_tail.Length..];
        foreach (var part in Ring((_tailStart + _tailLength) % _tail.Length, bytes.Length))
        {
            bytes[..part.Length].CopyTo(part.Span);
            bytes = bytes[part.Length..];
            var overwritten = Math.Max(0, _tailLength + part.Length - _tail.Length);
            _tailStart = (_tailStart + overwritten) % _tail.Length;
            _tailLength += part.Length - overwritten;
        }
    }

    /// <summary>The text in at most about <paramref name="budget"/> bytes: all of it, or head and tail around a line that says how many bytes are missing.</summary>
    public (string Text, bool Truncated) ToText(int budget)
    {
        var bytes = new byte[Length];
        _head.WrittenSpan.CopyTo(bytes);
        var at = _head.WrittenCount;
        foreach (var part in _tailLength == 0 ? [] : Ring(_tailStart, _tailLength))
        {
            part.Span.CopyTo(bytes.AsSpan(at));
            at += part.Length;
        }

        if (Total <= budget && Total == Length)
            return (Encoding.UTF8.GetString(bytes), _cut);

        var tail = Math.Min(budget / 2, Total == Length ? Length : _tailLength);
        var head = Math.Min(budget - tail, Total == Length ? Length - tail : _head.WrittenCount);
        var first = bytes.AsSpan(0, EndOfCharacter(bytes, head));
        var last = bytes.AsSpan(StartOfCharacter(bytes, bytes.Length - tail));
        // Joined, not interpolated: the latter grows in buffers of the shared pool, which keeps them, twice as large as the text.
        return (string.Concat(Encoding.UTF8.GetString(first), $"\n… {Total - first.Length - last.Length} bytes left out …\n", Encoding.UTF8.GetString(last)), true);
    }

    private IEnumerable<Memory<byte>> Ring(int start, int length)
    {
        var first = Math.Min(length, _tail.Length - start);
        yield return _tail.AsMemory(start, first);
        if (first < length)
            yield return _tail.AsMemory(0, length - first);
    }

    /// <summary>The cut moved back so that it does not split a character that is whole in the original.</summary>
    private static int EndOfCharacter(ReadOnlySpan<byte> bytes, int end)
    {
        var start = end;
        while (start > 0 && end - start < 3 && (bytes[start - 1] & 0xC0) == 0x80)
            start--;
        if (start == 0)
            return end;
        var lead = bytes[start - 1];
        var needs = lead switch { >= 0xF0 and < 0xF8 => 4, >= 0xE0 and < 0xF0 => 3, >= 0xC0 and < 0xE0 => 2, _ => 1 };
        return needs > end - start + 1 ? start - 1 : end;
    }

    private static int StartOfCharacter(ReadOnlySpan<byte> bytes, int start)
    {
        var limit = Math.Min(bytes.Length, start + 3);
        while (start < limit && (bytes[start] & 0xC0) == 0x80)
            start++;
        return start;
    }
}
