using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Triggers;

/// <summary>
/// What the Functions host posts: <c>{"Data":{"&lt;binding&gt;":value},"Metadata":{…}}</c>. Depending on its version strings are encoded as JSON once or twice and
/// numbers are numbers or strings, so both readings are taken: a string is unwrapped until something else appears.
/// </summary>
internal sealed class TriggerEnvelope : IDisposable
{
    /// <summary>The sender's own encoding and at most two by the host.</summary>
    private const int Unwrappings = 3;

    private readonly JsonDocument _document;
    private readonly JsonElement _data;

    private TriggerEnvelope(JsonDocument document)
    {
        _document = document;
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("Data", out var data) || data.ValueKind is not JsonValueKind.Object)
        {
            throw new BadHttpRequestException("A trigger's envelope is an object with Data.");
        }

        _data = data;
        var metadata = root.TryGetProperty("Metadata", out var given) && given.ValueKind is JsonValueKind.Object ? given : default;
        MessageId = Text(metadata, "Id");
        // Without a count this is taken for a first delivery.
        DequeueCount = int.TryParse(Text(metadata, nameof(DequeueCount)), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
    }

    /// <summary>Empty when the call is not for a message.</summary>
    public string MessageId { get; }

    public int DequeueCount { get; }

    /// <exception cref="BadHttpRequestException">The body is no envelope.</exception>
    public static async Task<TriggerEnvelope> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        JsonDocument? document = null;
        try
        {
            document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return new TriggerEnvelope(document);
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("A trigger's envelope is JSON.", malformed);
        }
        catch
        {
            document?.Dispose();
            throw;
        }
    }

    /// <summary>The message, read from the only binding in <c>Data</c>.</summary>
    /// <exception cref="BadHttpRequestException">There is not one binding, or its value is no <typeparamref name="TMessage"/>.</exception>
    public TMessage Message<TMessage>(JsonTypeInfo<TMessage> type)
        where TMessage : notnull
    {
        var bindings = _data.EnumerateObject();
        if (!bindings.MoveNext())
        {
            throw new BadHttpRequestException("The trigger has no binding.");
        }

        var value = bindings.Current.Value;
        if (bindings.MoveNext())
        {
            throw new BadHttpRequestException("The trigger has more than one binding.");
        }

        try
        {
            for (var unwrapped = 0; unwrapped < Unwrappings && value.ValueKind is JsonValueKind.String; unwrapped++)
            {
                using var inner = JsonDocument.Parse(value.GetString()!);
                value = inner.RootElement.Clone();
            }

            return value.Deserialize(type) ?? throw new BadHttpRequestException("The message is null.");
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException($"The message is no {typeof(TMessage).Name}.", malformed);
        }
    }

    /// <summary>Writes what the host posts for a received message, in its double encoding, so that both homes run the same reader.</summary>
    public static byte[] Write(QueueTrigger trigger, QueueMessage message, DateTimeOffset now) => Write(trigger.FunctionName, now, writer =>
        {
            writer.WriteString("msg", Quoted(message.Text));
        },
        writer =>
        {
            writer.WriteString(nameof(DequeueCount), message.DequeueCount.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("Id", Quoted(message.Id));
            writer.WriteString("PopReceipt", Quoted(message.PopReceipt));
            writer.WriteString("InsertionTime", message.InsertedAt);
            writer.WriteString("ExpirationTime", message.ExpiresAt);
            writer.WriteString("NextVisibleTime", message.NextVisibleAt);
        });

    /// <summary>Writes what the host posts for a timer's tick.</summary>
    public static byte[] Write(TimerTrigger trigger, DateTimeOffset now) => Write(trigger.FunctionName, now, static writer =>
        {
            writer.WriteStartObject("timer");
            writer.WriteStartObject("Schedule");
            writer.WriteBoolean("AdjustForDST", true);
            writer.WriteEndObject();
            writer.WriteNull("ScheduleStatus");
            writer.WriteBoolean("IsPastDue", false);
            writer.WriteEndObject();
        },
        static _ => { });

    public void Dispose() => _document.Dispose();

    private static byte[] Write(string functionName, DateTimeOffset now, Action<Utf8JsonWriter> data, Action<Utf8JsonWriter> metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Data");
            data(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("Metadata");
            metadata(writer);
            writer.WriteStartObject("sys");
            writer.WriteString("MethodName", functionName);
            writer.WriteString("UtcNow", now);
            writer.WriteString("RandGuid", Guid.NewGuid());
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, TriggerJson.Default.String);

    private static string Text(JsonElement metadata, string name)
    {
        if (metadata.ValueKind is not JsonValueKind.Object || !metadata.TryGetProperty(name, out var value))
        {
            return "";
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            return value.GetRawText();
        }

        var text = value.GetString()!;
        if (text is not ['"', .., '"'])
        {
            return text;
        }

        try
        {
            return JsonSerializer.Deserialize(text, TriggerJson.Default.String)!;
        }
        catch (JsonException)
        {
            // Quotes of its own, not an encoding.
            return text;
        }
    }
}
