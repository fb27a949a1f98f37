using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// A string that may be a megabyte, written a piece at a time. Written whole, a text with a single line break is escaped in a buffer of six times its length, 16 MiB for
/// 1 MiB, which the shared pool then keeps for a minute, once for every thread that wrote one.
/// </summary>
internal sealed class LongText : JsonConverter<string>
{
    /// <summary>UTF-16 units; escaped six times as long, that is still no large object.</summary>
    private const int Piece = 4096;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var rest = value.AsSpan();
        for (; rest.Length > Piece; rest = rest[Piece..])
        {
            // A surrogate pair that a piece ends within is put together by the writer.
            writer.WriteStringValueSegment(rest[..Piece], isFinalSegment: false);
        }

        writer.WriteStringValueSegment(rest, isFinalSegment: true);
    }
}
