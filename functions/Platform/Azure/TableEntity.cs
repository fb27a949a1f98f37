using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;

namespace CodeMeet.Platform.Azure;

/// <summary>An entity and its JSON: types that JSON does not tell apart carry an <c>@odata.type</c>.</summary>
internal sealed class TableEntity(string partitionKey, string rowKey) : Dictionary<string, object>(StringComparer.Ordinal)
{
    public string PartitionKey { get; } = partitionKey;

    public string RowKey { get; } = rowKey;

    public ETag ETag { get; init; }

    /// <summary>One line of ASCII: the emulator's batch reader needs the line, and its body reader garbles characters that fall on a packet's edge.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(nameof(PartitionKey), PartitionKey);
            writer.WriteString(nameof(RowKey), RowKey);
            foreach (var (name, value) in this)
            {
                Write(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an entity as it comes with <c>odata=minimalmetadata</c>.</summary>
    public static TableEntity FromJson(JsonElement json)
    {
        var entity = new TableEntity(json.GetProperty(nameof(PartitionKey)).GetString()!, json.GetProperty(nameof(RowKey)).GetString()!)
        {
            ETag = new ETag(json.GetProperty("odata.etag").GetString()!),
        };
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name is not (nameof(PartitionKey) or nameof(RowKey) or "Timestamp") && !property.Name.Contains('.', StringComparison.Ordinal) && property.Value.ValueKind is not JsonValueKind.Null)
            {
                entity[property.Name] = Read(property.Value, json.TryGetProperty(property.Name + "@odata.type", out var type) ? type.GetString() : null);
            }
        }

        return entity;
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case long number:
                writer.WriteString(name + "@odata.type", "Edm.Int64");
                writer.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteString(name + "@odata.type", "Edm.Double");
                writer.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                writer.WriteString(name + "@odata.type", "Edm.DateTime");
                writer.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                writer.WriteString(name + "@odata.type", "Edm.Binary");
                writer.WriteBase64String(name, bytes);
                break;
            default:
                throw new ArgumentException($"'{name}' is a {value.GetType().Name}.", nameof(value));
        }
    }

    private static object Read(JsonElement value, string? type) => type switch
    {
        "Edm.Int64" => long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "Edm.Double" when value.ValueKind is JsonValueKind.String => double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture),
        "Edm.Double" => value.GetDouble(),
        "Edm.DateTime" => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        "Edm.Binary" => value.GetBytesFromBase64(),
        _ => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // A double is written with a point or an exponent, or typed.
            JsonValueKind.Number => value.TryGetInt32(out var number) ? (object)number : value.GetDouble(),
            var kind => throw new JsonException($"A property is a JSON {kind}."),
        },
    };
}
