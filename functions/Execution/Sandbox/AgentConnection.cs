using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The service's end of the agent's control socket; frames as agent/agent.h defines them. One stage at a time; anybody may send meanwhile, one receives.</summary>
internal sealed class AgentConnection(Socket socket) : IDisposable
{
    private const int HeaderBytes = 8;
    private const int StageBytes = 112;
    private const int ReportBytes = 40;

    /// <summary>More than the longest frame that an agent sends: 64 KiB of output.</summary>
    private const int BufferBytes = 72 * 1024;

    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private enum Frame : uint
    {
        File = 1,
        Stage = 2,
        Input = 3,
        InputEnd = 4,
        Stop = 5,
        Report = 6,
        Output = 7,
    }

    /// <summary>Writes one source file below /work.</summary>
    public Task SendFileAsync(SourceFile file, CancellationToken cancellationToken)
        => SendAsync(Frame.File, Encoding.UTF8.GetBytes($"{file.Path}\0{file.Text}"), cancellationToken);

    /// <summary>Starts a program; its report is the next one received.</summary>
    public Task SendStageAsync(AgentStage stage, CancellationToken cancellationToken)
    {
        var strings = Encoding.UTF8.GetBytes(string.Concat(stage.Command.Concat(stage.Environment).Select(s => s + "\0")));
        var body = new byte[StageBytes + strings.Length];
        ReadOnlySpan<int> words = [(int)stage.Flags, stage.Command.Count, stage.Environment.Count, stage.Terminal?.Columns ?? 0, stage.Terminal?.Rows ?? 0];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4 * i), words[i]);
        var limits = stage.Limits;
        ReadOnlySpan<long> numbers =
        [
            limits.WallMs, limits.CpuMs, limits.IdleMs, limits.OutputBytes, limits.WatchedKib, limits.Files,
            limits.AddressSpaceBytes, limits.DataBytes, limits.FileBytes, limits.Descriptors, limits.Processes,
        ];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(24 + (8 * i)), numbers[i]);
        strings.CopyTo(body, StageBytes);
        return SendAsync(Frame.Stage, body, cancellationToken);
    }

    /// <summary>Bytes for the program's stdin. What comes between stages is nobody's.</summary>
    public Task SendInputAsync(byte[] bytes, CancellationToken cancellationToken) => SendAsync(Frame.Input, bytes, cancellationToken);

    public Task SendInputEndAsync(CancellationToken cancellationToken) => SendAsync(Frame.InputEnd, [], cancellationToken);

    /// <summary>Ends the stage under way; its report still comes. An agent that is gone has stopped already.</summary>
    public async Task SendStopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(Frame.Stop, [], cancellationToken);
        }
        catch (SocketException e) when (IsGone(e))
        {
            // Receiving says so too.
        }
    }

    /// <summary>Gives what is printed to <paramref name="output"/> until the stage's report comes: everything printed is before it.</summary>
    /// <returns>Null when the agent is gone.</returns>
    public async Task<AgentReport?> ReceiveReportAsync(StageOutput? output, CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0)
            _buffer = new byte[BufferBytes];
        while (true)
        {
            while (TakeFrame() is var (kind, body))
            {
                switch (kind)
                {
                    case Frame.Output when body.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(body.Span) <= (uint)OutputStream.Compile:
                        output?.Append((OutputStream)BinaryPrimitives.ReadUInt32LittleEndian(body.Span), body.Span[sizeof(uint)..]);
                        break;
                    case Frame.Report when body.Length == ReportBytes:
                        return ReadReport(body.Span);
                    default:
                        throw new InvalidDataException($"The agent sent {body.Length} bytes of kind {kind}.");
                }
            }

            if (_start > 0)
            {
                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            int count;
            try
            {
                count = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
            }
            catch (SocketException e) when (IsGone(e))
            {
                return null;
            }

            if (count == 0)
                return null;
            _end += count;
        }
    }

    /// <summary>Whether the agent is still there and has said nothing since it was last heard.</summary>
    public bool IsQuiet() => _start == _end && !socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Tells the agent that nobody listens any more: it leaves at once and, being PID 1, takes everything inside along.</summary>
    public void HangUp()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException e) when (IsGone(e))
        {
            // The agent hung up first.
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }

    /// <summary>The agent has left, as it does when it failed or was killed.</summary>
    public static bool IsGone(SocketException e)
        => e.SocketErrorCode is SocketError.Shutdown or SocketError.ConnectionReset or SocketError.NotConnected or SocketError.ConnectionAborted;

    private static AgentReport ReadReport(ReadOnlySpan<byte> body) => new(
        (AgentReportKind)BinaryPrimitives.ReadUInt32LittleEndian(body),
        (AgentLimit)BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(body[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(body[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(body[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(body[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(body[32..]));

    /// <summary>The next whole frame of the buffer, valid until more is received.</summary>
    private (Frame Kind, ReadOnlyMemory<byte> Body)? TakeFrame()
    {
        if (_end - _start < HeaderBytes)
            return null;
        var kind = (Frame)BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + 4));
        if (length > BufferBytes - HeaderBytes)
            throw new InvalidDataException($"The agent sent a frame of {length} bytes.");
        if (_end - _start < HeaderBytes + length)
            return null;
        var body = _buffer.AsMemory(_start + HeaderBytes, (int)length);
        _start += HeaderBytes + (int)length;
        return (kind, body);
    }

    /// <summary>Frames are sent whole: half of one would be half of the next one's header.</summary>
    private async Task SendAsync(Frame frame, byte[] body, CancellationToken cancellationToken)
    {
        var bytes = new byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)frame);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)body.Length);
        body.CopyTo(bytes, HeaderBytes);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await socket.SendAsync(bytes.AsMemory(sent), CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }
}
