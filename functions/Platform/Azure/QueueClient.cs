using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>One queue over REST, named as in Azure.Storage.Queues. Text travels in base64, which the Functions host expects (<c>messageEncoding</c>).</summary>
internal sealed class QueueClient(HttpPipeline pipeline, Uri endpoint, string queueName)
{
    private readonly string _queue = $"{endpoint.AbsoluteUri.TrimEnd('/')}/{queueName}";

    public async Task CreateIfNotExistsAsync(CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Put, _queue);
        try
        {
            // 204 when it is there with the same (no) metadata.
            await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.ErrorCode is "QueueAlreadyExists")
        {
            // Made by another instance in the meantime.
        }
    }

    public async Task SendMessageAsync(string text, TimeSpan visibilityTimeout, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(
            pipeline, RequestMethod.Post, $"{_queue}/messages?visibilitytimeout={Seconds(visibilityTimeout)}&messagettl={Seconds(timeToLive)}", Body(text));
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        await StorageRequest.SendAsync(pipeline, message, cancellationToken);
    }

    public async Task<IReadOnlyList<Received>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Get, $"{_queue}/messages?numofmessages={maxMessages}&visibilitytimeout={Seconds(visibilityTimeout)}");
        var response = await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        return [.. XDocument.Parse(response.Content.ToString().TrimStart('\uFEFF')).Root!.Elements("QueueMessage").Select(Read)];
    }

    /// <summary>Hides the message on and answers its new receipt and the time until which it is hidden. The text is sent again: without it the message would lose it.</summary>
    public async Task<(string PopReceipt, DateTimeOffset NextVisibleOn)> UpdateMessageAsync(
        string messageId, string popReceipt, string text, TimeSpan visibilityTimeout, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Put, $"{Of(messageId, popReceipt)}&visibilitytimeout={Seconds(visibilityTimeout)}", Body(text));
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        var response = await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        return response.Headers.TryGetValue("x-ms-popreceipt", out var receipt) && response.Headers.TryGetValue("x-ms-time-next-visible", out var visible)
            ? (receipt, Time(visible))
            : throw new FormatException("An updated message was answered without its receipt.");
    }

    public async Task DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Delete, Of(messageId, popReceipt));
        await StorageRequest.SendAsync(pipeline, message, cancellationToken);
    }

    private string Of(string messageId, string popReceipt) => $"{_queue}/messages/{Uri.EscapeDataString(messageId)}?popreceipt={Uri.EscapeDataString(popReceipt)}";

    private static RequestContent Body(string text) =>
        RequestContent.Create(Encoding.ASCII.GetBytes($"<QueueMessage><MessageText>{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}</MessageText></QueueMessage>"));

    private static Received Read(XElement message)
    {
        return new Received(
            Value("MessageId"),
            Encoding.UTF8.GetString(Convert.FromBase64String(Value("MessageText"))),
            Value("PopReceipt"),
            int.Parse(Value("DequeueCount"), NumberStyles.None, CultureInfo.InvariantCulture),
            Time(Value("InsertionTime")),
            Time(Value("ExpirationTime")),
            Time(Value("TimeNextVisible")));

        string Value(string name) => message.Element(name)?.Value ?? throw new FormatException($"A message has no {name}.");
    }

    /// <summary>The service takes whole seconds; rounding up never shows a message early.</summary>
    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>A message as received, its text decoded.</summary>
    internal sealed record Received(string MessageId, string Text, string PopReceipt, int DequeueCount, DateTimeOffset InsertedOn, DateTimeOffset ExpiresOn, DateTimeOffset NextVisibleOn);
}
