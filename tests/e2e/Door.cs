using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CodeMeet.Tests.E2e;

/// <summary>The one way from somewhere to the app: passes bytes on, and can stand still or drop what goes through it.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _app;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Socket> _passing = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="listener">Listens already, wherever that is.</param>
    /// <param name="app">As seen from this process.</param>
    public Door(TcpListener listener, IPEndPoint app)
    {
        _listener = listener;
        _app = app;
        _open.SetResult();
        _accepting = AcceptAsync();
    }

    /// <summary>From now on nothing comes through, and nobody is told.</summary>
    public void Close() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    /// <summary>Breaks every connection there is; new ones are welcome.</summary>
    public void Drop()
    {
        foreach (var (inner, outer) in _passing)
        {
            inner.Dispose();
            outer.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Open();
        Drop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(Socket inner)
    {
        using var outer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (inner)
        {
            _passing[inner] = outer;
            try
            {
                await _open.Task;
                await outer.ConnectAsync(_app, _end.Token);
                await Task.WhenAny(CopyAsync(inner, outer), CopyAsync(outer, inner));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Dropped, or the test is over.
            }

            _passing.TryRemove(inner, out _);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await _open.Task;
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end may hang up.
        }
    }
}
