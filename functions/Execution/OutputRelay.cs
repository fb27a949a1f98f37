using System.Text;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Execution;

/// <summary>
/// Sends a run's output to the room while it comes: the first chunk at once, later ones gathered for a moment, so that a program that prints a line at a time does
/// not become a thousand messages. Everything sent is also in the stored result.
/// </summary>
internal sealed class OutputRelay(IRealtime realtime, string group, string runId, TimeProvider time, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Below what an eye tells from at once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(30);

    /// <summary>UTF-16 units in one message; well below what SignalR Service takes.</summary>
    private const int MostPerMessage = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private OutputStream _stream;
    private Task _sending = Task.CompletedTask;
    private int _seq;

    public ValueTask AddAsync(OutputChunk chunk)
    {
        Task? full = null;
        lock (_gate)
        {
            if (_text.Length > 0 && (chunk.Stream != _stream || _text.Length + chunk.Text.Length > MostPerMessage))
            {
                full = _sending = SendAfterAsync(_sending, Take());
            }

            _stream = chunk.Stream;
            _text.Append(chunk.Text);
            if (_sending.IsCompleted)
            {
                _sending = SendGatheredAsync(_seq == 0 ? TimeSpan.Zero : Gather);
            }
        }

        // A flood waits for its messages to go out: back-pressure instead of memory.
        return full is null ? ValueTask.CompletedTask : new ValueTask(full);
    }

    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (_gate)
        {
            last = _text.Length > 0 ? SendAfterAsync(_sending, Take()) : _sending;
        }

        await last;
    }

    private async Task SendGatheredAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        else
        {
            await Task.Yield();
        }

        OutputEvent? gathered = null;
        lock (_gate)
        {
            if (_text.Length > 0)
            {
                gathered = Take();
            }
        }

        if (gathered is not null)
        {
            await SendAsync(gathered);
        }
    }

    private async Task SendAfterAsync(Task earlier, OutputEvent output)
    {
        await earlier;
        await SendAsync(output);
    }

    private OutputEvent Take()
    {
        var output = new OutputEvent(runId, ++_seq, _stream.ToString().ToLowerInvariant(), _text.ToString());
        _text.Clear();
        return output;
    }

    private Task SendAsync(OutputEvent output) => realtime.ToGroupAsync(group, "output", output);
}
