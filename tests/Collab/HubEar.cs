using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace CodeMeet.Tests.Collab;

/// <summary>One page's ear at the hub: the JSON protocol over a bare WebSocket, every byte of it kept.</summary>
internal sealed class HubEar : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _heard = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _listening = Task.CompletedTask;

    public string Everything
    {
        get
        {
            lock (_heard)
            {
                return _heard.ToString();
            }
        }
    }

    public static async Task<HubEar> OpenAsync(Uri url, string token, CancellationToken cancellationToken)
    {
        var ear = new HubEar();
        var hub = new UriBuilder(url) { Scheme = "ws", Path = "/api/hub", Query = "access_token=" + token }.Uri;
        await ear._socket.ConnectAsync(hub, cancellationToken);
        await ear._socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}" + RecordEnd), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        ear._listening = ear.ListenAsync();
        await ear.WaitAsync(heard => heard.Contains("{}" + RecordEnd, StringComparison.Ordinal), cancellationToken);
        return ear;
    }

    /// <summary>Arguments of the events heard so far.</summary>
    public IReadOnlyList<JsonObject> Events(string target) =>
    [
        .. Everything.Split(RecordEnd, StringSplitOptions.RemoveEmptyEntries)
            .Select(record => JsonNode.Parse(record)!.AsObject())
            .Where(record => string.Equals((string?)record["target"], target, StringComparison.Ordinal))
            .Select(record => record["arguments"]![0]!.AsObject()),
    ];

    /// <summary>Waits for a part of whatever the server sends.</summary>
    public Task WaitForTextAsync(string text, CancellationToken cancellationToken) => WaitAsync(heard => heard.Contains(text, StringComparison.Ordinal), cancellationToken);

    public Task WaitForAsync(string target, int count, CancellationToken cancellationToken) => WaitAsync(_ => Events(target).Count >= count, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        await CheckAsync();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task WaitAsync(Func<string, bool> isThere, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isThere(Everything))
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    /// <summary>Every event that was heard is as the API's document says.</summary>
    private async Task CheckAsync()
    {
        var contract = await ApiContract.OwnAsync();
        foreach (var record in Everything.Split(RecordEnd, StringSplitOptions.RemoveEmptyEntries).SkipLast(Everything.EndsWith(RecordEnd) ? 0 : 1).Select(record => JsonNode.Parse(record)!.AsObject()))
        {
            if ((string?)record["target"] is { } target)
            {
                var argument = record["arguments"]![0];
                List<string> wrong = [.. contract.CheckEvent(target, argument), .. target is "timeline" ? contract.CheckPayload(argument!["event"]!) : []];
                Assert.IsEmpty(wrong, $"Event {target} against the document: {string.Join("; ", wrong)}\n{record}");
            }
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[128 * 1024];
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                lock (_heard)
                {
                    _heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (WebSocketException)
        {
            // The server closed it, as it may.
        }
    }
}
