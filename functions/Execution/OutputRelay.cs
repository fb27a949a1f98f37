using System.Text;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Realtime;

namespace CodeMeet.Execution;

/// <summary>
/// Sends a run's output to the room while it comes: what comes after a quiet moment at once, the rest gathered, so that a program that prints a line at a time does
/// not become a thousand messages. Everything sent is also in the stored result, so a send that fails is logged and costs the run nothing.
/// </summary>
/// <param name="realtime">Where it goes.</param>
/// <param name="group">Who hears it.</param>
/// <param name="runId">The run.</param>
/// <param name="output">Numbers what is sent and keeps it for those who come later.</param>
/// <param name="time">Of the gathering.</param>
/// <param name="logger">Hears of sends that failed.</param>
internal sealed partial class OutputRelay(IRealtime realtime, string group, string runId, LiveOutput output, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>Below what an eye tells from at once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(30);

    /// <summary>UTF-16 units in one message; well below what SignalR Service takes.</summary>
    private const int MostPerMessage = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private List<(OutputStream Stream, string? By, StringBuilder Text)> _waiting = [];
    private bool _isPumping;
    private Task _pump = Task.CompletedTask;

    /// <param name="chunk">What was printed or typed.</param>
    /// <param name="by">Who typed it.</param>
    public ValueTask AddAsync(OutputChunk chunk, string? by = null)
    {
        lock (_gate)
        {
            if (_waiting is [.., var last] && last.Stream == chunk.Stream && string.Equals(last.By, by, StringComparison.Ordinal) && last.Text.Length + chunk.Text.Length <= MostPerMessage)
            {
                last.Text.Append(chunk.Text);
            }
            else
            {
                _waiting.Add((chunk.Stream, by, new StringBuilder(chunk.Text)));
            }

            if (!_isPumping)
            {
                _isPumping = true;
                _pump = PumpAsync();
            }

            // A flood waits for its messages to go out: back-pressure instead of memory.
            return _waiting.Sum(w => w.Text.Length) > MostPerMessage ? new ValueTask(_pump) : ValueTask.CompletedTask;
        }
    }

    /// <summary>Completes when everything added was sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _pump;
        _closing.Dispose();
    }

    /// <summary>Sends until nothing waits. That nothing waits and that the pump stands still become true under one lock: no chunk falls between.</summary>
    private async Task PumpAsync()
    {
        await Task.Yield();
        while (true)
        {
            List<(OutputStream Stream, string? By, StringBuilder Text)> taken;
            lock (_gate)
            {
                taken = _waiting;
                if (taken.Count == 0)
                {
                    _isPumping = false;
                    return;
                }

                _waiting = [];
            }

            foreach (var (stream, by, text) in taken)
            {
                var (name, words) = (stream.ToString().ToLowerInvariant(), text.ToString());
                await SendAsync(new OutputEvent(runId, output.Add(name, words, by), name, words, by));
            }

            await Task.Delay(Gather, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(OutputEvent chunk)
    {
        try
        {
            await realtime.ToGroupAsync(group, "output", chunk);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.NotSent(logger, exception, chunk.RunId, chunk.Seq);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Output {Seq} of run {RunId} did not reach the room; it is in the result")]
        public static partial void NotSent(ILogger logger, Exception exception, string runId, int seq);
    }
}
