using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution.Hosted;

/// <summary>One run on the host, from its request to its last line. Disposing hangs up, which ends it there.</summary>
/// <param name="onStatus">Told what the host says of itself when the run begins.</param>
internal sealed class HostedRun(HostClient host, SandboxRequest request, SandboxTalk talk, Action<SandboxStatus> onStatus, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Several heartbeats: after this a line is dead, whatever TCP still hopes.</summary>
    private static readonly TimeSpan Silence = 5 * HostWire.Heartbeat;

    /// <summary>A rented machine may have to start first.</summary>
    private static readonly TimeSpan BeginDeadline = TimeSpan.FromMinutes(1);

    /// <summary>From the stop button to the last line: X2's second and a slow network.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _session = talk.Session ?? Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _hangUp = new(BeginDeadline, time);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _broken;
    private volatile bool _stopping;

    /// <summary>What a listener throws is the caller's to see, not a failure of the line.</summary>
    private bool _listenerFailed;

    private Task _feeding = Task.CompletedTask;
    private Task _cancelling = Task.CompletedTask;

    /// <exception cref="HostUnavailableException">The host, or the line to it, failed.</exception>
    /// <exception cref="OperationCanceledException">Stopped while it waited for a free place.</exception>
    public async Task<SandboxResult> RunAsync(CancellationToken stop)
    {
        await using var onStop = stop.Register(() => _cancelling = CancelAsync());
        try
        {
            using var response = await host.StartAsync(new HostRun(_id, request, talk.Input is not null), _session, _hangUp.Token);
            var lines = PipeReader.Create(await response.Content.ReadAsStreamAsync(_hangUp.Token));
            try
            {
                while (await ReadLineAsync(lines) is { } line)
                {
                    if (line.Ended is { } end)
                        return end.Result is { } result ? result with { Fault = end.Fault } : throw new OperationCanceledException(stop);
                    await TellAsync(line);
                }
            }
            finally
            {
                await lines.CompleteAsync();
            }

            throw new HostUnavailableException("The sandbox host ended the line before it said how the run ended.");
        }
        catch (OperationCanceledException) when (!_listenerFailed && _hangUp.IsCancellationRequested)
        {
            if (_broken is null && _stopping && !_begun.Task.IsCompleted)
                throw new OperationCanceledException(stop);
            throw new HostUnavailableException(_broken ?? (_stopping ? "The sandbox host did not end a run that was stopped." : "The sandbox host fell silent."));
        }
        catch (Exception e) when (!_listenerFailed && e is (IOException or HttpRequestException or JsonException))
        {
            throw new HostUnavailableException($"The line to the sandbox host broke: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hangUp.CancelAsync();
        await _feeding;
        await _cancelling;
        _hangUp.Dispose();
    }

    private async ValueTask TellAsync(HostLine line)
    {
        if (line.Begun is { } begun)
        {
            onStatus(begun.Status);
            _begun.TrySetResult();
            if (talk.Input is { } input)
                _feeding = FeedAsync(input);
        }

        try
        {
            if (line.Output is { } output)
                await talk.OnOutput(new OutputChunk(output.Stream, output.Text));
            if (line.Case is { } ended && talk.OnCase is { } onCase)
                await onCase(ended.Index, ended.Result);
        }
        catch
        {
            _listenerFailed = true;
            throw;
        }
    }

    private async Task<HostLine?> ReadLineAsync(PipeReader lines)
    {
        while (true)
        {
            var read = await lines.ReadAsync(_hangUp.Token);
            if (!_stopping)
                _hangUp.CancelAfter(Silence);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Parse(read.Buffer.Slice(0, end));
                lines.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > HostWire.MaxLineBytes)
                throw new HostUnavailableException("The sandbox host sent a line that is too long.");
            lines.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private static HostLine Parse(ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        return JsonSerializer.Deserialize(ref reader, HostWire.Json.HostLine) ?? throw new JsonException("A line is null.");
    }

    private async Task FeedAsync(ChannelReader<string> input)
    {
        await CallAsync(async () =>
        {
            var text = new StringBuilder();
            while (await input.WaitToReadAsync(_hangUp.Token))
            {
                text.Clear();
                while (text.Length < SourceFiles.MaxStdinBytes && input.TryRead(out var typed))
                    text.Append(typed);
                if (!await host.TypeAsync(_id, new HostInput(text.ToString()), _session, _hangUp.Token))
                    return;
            }

            await host.TypeAsync(_id, new HostInput(End: true), _session, _hangUp.Token);
        });
    }

    private async Task CancelAsync()
    {
        _stopping = true;
        _hangUp.CancelAfter(StopDeadline);
        await CallAsync(async () =>
        {
            await _begun.Task.WaitAsync(_hangUp.Token);
            await host.CancelAsync(_id, _session, _hangUp.Token);
        });
    }

    /// <summary>A call beside the stream: what it cannot do ends the stream.</summary>
    private async Task CallAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (OperationCanceledException) when (_hangUp.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (HostUnavailableException e)
        {
            _broken = e.Message;
            await _hangUp.CancelAsync();
        }
    }
}
