using System.Buffers;
using System.Text;

namespace CodeMeet.Platform.Storage;

/// <summary>
/// What Azure Tables, Queues and Blobs refuse, checked before either adapter starts, so a write that works on one home works on the other.
/// (Azurite is laxer than Azure: it takes rows beyond 1 MiB.)
/// Names and keys are chosen by code, so a bad one is an <see cref="ArgumentException"/>; sizes follow from people's input, so they are a <see cref="StorageLimitException"/>.
/// </summary>
internal static class StorageLimits
{
    /// <summary>Writes in one entity group transaction.</summary>
    public const int TransactionWrites = 100;

    /// <summary>Bytes of one entity group transaction as it travels.</summary>
    public const int TransactionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one row, counted as Azure documents it: two a character, names and keys included.</summary>
    public const int RowBytes = 1024 * 1024;

    /// <summary>Properties of a row: 255 less the three that Azure keeps for itself.</summary>
    public const int RowProperties = 252;

    /// <summary>UTF-16 units of a string property (64 KiB).</summary>
    public const int StringLength = 32 * 1024;

    /// <summary>Bytes of a binary property.</summary>
    public const int BinaryBytes = 64 * 1024;

    /// <summary>UTF-16 units of a partition or row key (1 KiB).</summary>
    public const int KeyLength = 512;

    /// <summary>UTF-8 bytes of a message's text: 64 KiB once in base64.</summary>
    public const int MessageBytes = 48 * 1024;

    /// <summary>Messages one receive may take.</summary>
    public const int ReceivedMessages = 32;

    /// <summary>How long a message lives, and the longest it can be hidden.</summary>
    public static readonly TimeSpan MessageLife = TimeSpan.FromDays(7);

    /// <summary>Bytes of a blob. Our own bound: blobs are read and written whole, in memory.</summary>
    public const int BlobBytes = 128 * 1024 * 1024;

    /// <summary>Headers, URL and punctuation of one write in a multipart batch, generously.</summary>
    private const int WireBytesPerWrite = 700;

    private static readonly DateTimeOffset s_earliest = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> s_forbiddenInKeys =
        SearchValues.Create(@"/\#?" + string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code)));

    private static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> s_lettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> s_identifier = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly SearchValues<char> s_lowerDigitsHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> s_plainInJson = SearchValues.Create(
        string.Concat(Enumerable.Range(0x20, 0x5F).Select(code => (char)code).Except("\"&'+<>\\`")));

    public static void CheckTable(string table)
    {
        if (table is not { Length: >= 3 and <= 63 } || !s_letters.Contains(table[0]) || table.AsSpan().ContainsAnyExcept(s_lettersAndDigits))
        {
            throw new ArgumentException($"'{table}' is no table name: 3 to 63 letters and digits, a letter first.", nameof(table));
        }
    }

    public static void CheckKey(string key)
    {
        if (key is not { Length: > 0 and <= KeyLength } || key.AsSpan().ContainsAny(s_forbiddenInKeys) || !IsWellFormed(key))
        {
            throw new ArgumentException(@$"'{key}' is no key: 1 to {KeyLength} characters, no / \ # ?, no control characters, whole surrogate pairs.", nameof(key));
        }
    }

    /// <summary>Queue and container names share one rule.</summary>
    public static void CheckName(string name)
    {
        if (name is not { Length: >= 3 and <= 63 } || name.AsSpan().ContainsAnyExcept(s_lowerDigitsHyphen) || name[0] == '-' || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no queue or container name: 3 to 63 lower-case letters, digits and single inner hyphens.", nameof(name));
        }
    }

    /// <remarks>Azure also drops dots and slashes at the end of a name, so they would not come back as written.</remarks>
    public static void CheckBlobName(string name)
    {
        if (name is not { Length: > 0 and <= 1024 } || name[^1] is '.' or '/' || name[0] == '/' || name.Contains('\\') || name.Contains("//", StringComparison.Ordinal)
            || name.Split('/').Any(part => part is "." or "..") || name.Any(char.IsControl) || !IsWellFormed(name))
        {
            throw new ArgumentException($"'{name}' is no blob name: 1 to 1024 characters in plain path segments.", nameof(name));
        }
    }

    public static void CheckBlob(ReadOnlyMemory<byte> content)
    {
        if (content.Length > BlobBytes)
        {
            throw new StorageLimitException($"A blob of {content.Length} bytes exceeds {BlobBytes}.");
        }
    }

    /// <param name="text">Message text. Azure wraps it in base64 for the host, so any characters pass.</param>
    /// <param name="delay">How long it stays hidden.</param>
    public static void CheckMessage(string text, TimeSpan delay)
    {
        if (delay < TimeSpan.Zero || delay >= MessageLife)
        {
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "A message is hidden for less than its seven days.");
        }

        if (!IsWellFormed(text))
        {
            throw new StorageLimitException("The message has half a surrogate pair, which no encoding keeps.");
        }

        if (text.Length > MessageBytes / 3 && Encoding.UTF8.GetByteCount(text) > MessageBytes)
        {
            throw new StorageLimitException($"A message exceeds {MessageBytes} bytes.");
        }
    }

    public static void CheckReceive(int max, TimeSpan visibility)
    {
        if (max is < 1 or > ReceivedMessages)
        {
            throw new ArgumentOutOfRangeException(nameof(max), max, $"1 to {ReceivedMessages} messages at once.");
        }

        if (visibility < TimeSpan.FromSeconds(1) || visibility > MessageLife)
        {
            throw new ArgumentOutOfRangeException(nameof(visibility), visibility, "A received message is hidden for one second to seven days.");
        }
    }

    /// <param name="visibility">Zero gives the message back at once.</param>
    public static void CheckRenewal(TimeSpan visibility)
    {
        if (visibility < TimeSpan.Zero || visibility > MessageLife)
        {
            throw new ArgumentOutOfRangeException(nameof(visibility), visibility, "A message is hidden on for at most seven days.");
        }
    }

    /// <summary>Checks a whole transaction: keys, row sizes, number of writes, each row once, bytes on the wire.</summary>
    public static void CheckTransaction(string table, string partitionKey, IReadOnlyList<TableWrite> writes)
    {
        CheckTable(table);
        CheckKey(partitionKey);
        if (writes.Count is < 1)
        {
            throw new ArgumentException("A transaction has at least one write.", nameof(writes));
        }

        if (writes.Count > TransactionWrites)
        {
            throw new StorageLimitException($"{writes.Count} writes exceed the {TransactionWrites} of one transaction.");
        }

        long bytes = 0;
        for (var index = 0; index < writes.Count; index++)
        {
            CheckKey(writes[index].RowKey);
            bytes += CheckWrite(partitionKey, writes[index]);
            for (var earlier = 0; earlier < index; earlier++)
            {
                if (string.Equals(writes[earlier].RowKey, writes[index].RowKey, StringComparison.Ordinal))
                {
                    throw new ArgumentException($"Row '{writes[index].RowKey}' occurs twice in one transaction.", nameof(writes));
                }
            }
        }

        if (bytes > TransactionBytes)
        {
            throw new StorageLimitException($"The transaction's {bytes} bytes exceed {TransactionBytes}.");
        }
    }

    private static long CheckWrite(string partitionKey, TableWrite write)
    {
        var wire = WireBytesPerWrite + (9L * (partitionKey.Length + write.RowKey.Length));
        switch (write)
        {
            case TableWrite.Insert insert:
                return wire + CheckRow(partitionKey, insert.Row);
            case TableWrite.Upsert upsert:
                return wire + CheckRow(partitionKey, upsert.Row);
            case TableWrite.Replace replace:
                CheckETag(replace.ETag);
                return wire + CheckRow(partitionKey, replace.Row);
            case TableWrite.Delete delete:
                CheckETag(delete.ETag);
                return wire;
            default:
                throw new ArgumentException($"{write.GetType().Name} is no known write.", nameof(write));
        }
    }

    /// <remarks>On the wire a missing If-Match turns a replacement into an upsert: the one mistake that must not pass silently (rule S1).</remarks>
    public static void CheckETag(string etag)
    {
        if (string.IsNullOrEmpty(etag))
        {
            throw new ArgumentException("A conditional write names the ETag that was read.", nameof(etag));
        }
    }

    /// <summary>Checks the row and answers about how many bytes its properties take as JSON, never too few.</summary>
    private static long CheckRow(string partitionKey, TableRow row)
    {
        if (row.Properties.Count > RowProperties)
        {
            throw new StorageLimitException($"Row '{row.RowKey}' has {row.Properties.Count} properties, more than {RowProperties}.");
        }

        long stored = 4 + (2L * (partitionKey.Length + row.RowKey.Length));
        long wire = 0;
        foreach (var (name, value) in row.Properties)
        {
            CheckPropertyName(name);
            var (storedValue, wireValue) = Measure(row.RowKey, name, value);
            stored += 8 + (2L * name.Length) + storedValue;
            wire += (2L * name.Length) + 40 + wireValue;
        }

        return stored > RowBytes ? throw new StorageLimitException($"Row '{row.RowKey}' takes {stored} bytes, more than {RowBytes}.") : wire;
    }

    private static void CheckPropertyName(string name)
    {
        if (name.Length is 0 or > 255 || char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(s_identifier) || name is "PartitionKey" or "RowKey" or "Timestamp")
        {
            throw new ArgumentException($"'{name}' is no property name: letters, digits and underscores, and none of Azure's own.", nameof(name));
        }
    }

    private static (long Stored, long Wire) Measure(string rowKey, string name, object value)
    {
        switch (value)
        {
            case string text:
                if (text.Length > StringLength)
                {
                    throw new StorageLimitException($"'{name}' of row '{rowKey}' has {text.Length} characters, more than {StringLength}.");
                }

                if (!IsWellFormed(text))
                {
                    throw new StorageLimitException($"'{name}' of row '{rowKey}' has half a surrogate pair, which no encoding keeps.");
                }

                return (4 + (2L * text.Length), text.Length > 1024 ? JsonBytes(text) : 6L * text.Length);
            case byte[] bytes:
                if (bytes.Length > BinaryBytes)
                {
                    throw new StorageLimitException($"'{name}' of row '{rowKey}' has {bytes.Length} bytes, more than {BinaryBytes}.");
                }

                return (4 + bytes.Length, 4L * ((bytes.Length + 2) / 3));
            case DateTimeOffset time:
                return time >= s_earliest ? (8, 40) : throw new ArgumentException($"'{name}' of row '{rowKey}' lies before 1601, the earliest time Azure Tables keeps.", nameof(value));
            case double number:
                return double.IsFinite(number) ? (8, 30) : throw new ArgumentException($"'{name}' of row '{rowKey}' is not a finite number.", nameof(value));
            case long:
                return (8, 30);
            case int:
                return (4, 12);
            case bool:
                return (1, 5);
            default:
                throw new ArgumentException($"'{name}' of row '{rowKey}' is a {value.GetType().Name}, which Azure Tables does not keep.", nameof(value));
        }
    }

    /// <summary>Plain ASCII travels as it is, everything else as <c>\u0000</c>.</summary>
    private static long JsonBytes(string text)
    {
        long bytes = text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAnyExcept(s_plainInJson) is >= 0 and var escaped; rest = rest[(escaped + 1)..])
        {
            bytes += 5;
        }

        return bytes;
    }

    private static bool IsWellFormed(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (var index = first < 0 ? text.Length : first; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[index]) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
            {
                return false;
            }

            index++;
        }

        return true;
    }
}
