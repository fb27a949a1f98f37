using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The service's end of the agent's control socket; frames as agent/agent.c defines them. One stage at a time.</summary>
internal sealed class AgentConnection(Socket socket) : IDisposable
{
    private const int HeaderBytes = 8;
    private const int StageBytes = 88;
    private const int ReportBytes = 40;

    private enum Frame : uint
    {
        File = 1,
        Stage = 2,
        Report = 3,
        Stop = 4,
    }

    /// <summary>Writes one source file below /work.</summary>
    public Task SendFileAsync(SourceFile file, CancellationToken cancellationToken)
        => SendAsync(Frame.File, Encoding.UTF8.GetBytes($"{file.Path}\0{file.Text}"), cancellationToken);

    /// <summary>Starts a program; its report is the next one received.</summary>
    public Task SendStageAsync(AgentStage stage, CancellationToken cancellationToken)
    {
        var strings = Encoding.UTF8.GetBytes(string.Concat(stage.Command.Concat(stage.Environment).Select(s => s + "\0")));
        var body = new byte[StageBytes + strings.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(body, stage.IsCompile ? 1u : 0u);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), (uint)stage.Command.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), (uint)stage.Environment.Count);
        ReadOnlySpan<long> numbers =
        [
            stage.WallMs, stage.CpuMs, stage.WatchedKib, stage.Files, stage.AddressSpaceBytes, stage.DataBytes, stage.FileBytes, stage.Descriptors, stage.Processes,
        ];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(16 + (8 * i)), numbers[i]);
        strings.CopyTo(body, StageBytes);
        return SendAsync(Frame.Stage, body, cancellationToken);
    }

    /// <summary>Ends the stage under way; its report still comes. An agent that is gone has stopped already.</summary>
    public async Task SendStopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(Frame.Stop, [], cancellationToken);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.Shutdown or SocketError.ConnectionReset or SocketError.NotConnected)
        {
            // Receiving says so too.
        }
    }

    /// <summary>The next report, or null when the agent is gone.</summary>
    public async Task<AgentReport?> ReceiveReportAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[HeaderBytes + ReportBytes];
        for (var have = 0; have < bytes.Length;)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(bytes.AsMemory(have), cancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
            {
                return null;
            }

            if (count == 0)
                return null;
            have += count;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != (uint)Frame.Report || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) != ReportBytes)
            throw new InvalidDataException("The agent sent something that is not a report.");
        var body = bytes.AsSpan(HeaderBytes);
        return new AgentReport(
            (AgentReportKind)BinaryPrimitives.ReadUInt32LittleEndian(body),
            (AgentLimit)BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(body[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(body[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[32..]));
    }

    /// <summary>Tells the agent that nobody listens any more: it leaves at once and, being PID 1, takes everything inside along. Reports may still be received.</summary>
    public void HangUp()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.NotConnected or SocketError.ConnectionReset)
        {
            // The agent hung up first.
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(Frame frame, byte[] body, CancellationToken cancellationToken)
    {
        var bytes = new byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)frame);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)body.Length);
        body.CopyTo(bytes, HeaderBytes);
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), cancellationToken);
    }
}

/// <summary>One program to run; 0 means that the limit is not set here (another mechanism holds it).</summary>
/// <param name="Command">Absolute path, then arguments; never a shell string.</param>
/// <param name="Environment">NAME=value; there is nothing else in it.</param>
/// <param name="WatchedKib">Sum of private and shared memory over all processes at which the watchdog ends the stage.</param>
/// <param name="Files">New files and folders at which it does.</param>
internal sealed record AgentStage(
    bool IsCompile,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> Environment,
    long WallMs,
    long CpuMs,
    long WatchedKib,
    long Files,
    long AddressSpaceBytes,
    long DataBytes,
    long FileBytes,
    long Descriptors,
    long Processes);

internal enum AgentReportKind
{
    Ready = 1,
    Ended = 2,

    /// <summary>The agent could not do what it was told; <see cref="AgentReport.Error"/> is an errno. It is gone after this.</summary>
    Failed = 3,
}

internal enum AgentLimit
{
    None = 0,
    Wall = 1,
    Cpu = 2,
    Memory = 3,
    Files = 4,
    Stopped = 5,
}

/// <param name="WaitStatus">As from wait(2): the low seven bits are the signal, the next byte the exit code.</param>
internal sealed record AgentReport(AgentReportKind Kind, AgentLimit Limit, int WaitStatus, int Error, long WallUs, long CpuUs, long PeakKib)
{
    public int? ExitCode => (WaitStatus & 0x7F) == 0 ? (WaitStatus >> 8) & 0xFF : null;

    /// <summary>Number of the signal that ended the program, or 0.</summary>
    public int Signal => WaitStatus & 0x7F;
}
