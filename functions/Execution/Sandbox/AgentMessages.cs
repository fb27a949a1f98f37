namespace CodeMeet.Execution.Sandbox;

/// <summary>As in agent/agent.h.</summary>
[Flags]
internal enum StageFlags
{
    None = 0,

    /// <summary>No input; all that is printed is <see cref="OutputStream.Compile"/>.</summary>
    Compile = 1,

    Terminal = 2,

    /// <summary>Starts a warm host; the report comes when it is ready.</summary>
    WarmUp = 4,

    /// <summary>The command is told to the warm host.</summary>
    Warm = 8,

    /// <summary>Removes what an earlier stage with this flag left behind.</summary>
    Fresh = 16,
}

/// <summary>One program to run.</summary>
/// <param name="Command">Absolute path, then arguments; never a shell string. For a warm host what follows "compile" or "run".</param>
/// <param name="Environment">NAME=value; there is nothing else in it.</param>
internal sealed record AgentStage(StageFlags Flags, IReadOnlyList<string> Command, IReadOnlyList<string> Environment, StageLimits Limits, TerminalSize? Terminal = null);

/// <summary>0 means that the limit is not set here (another mechanism holds it).</summary>
/// <param name="IdleMs">Without output or input.</param>
/// <param name="OutputBytes">All streams together; what exceeds it is cut and the stage stopped.</param>
/// <param name="WatchedKib">Sum of private and shared memory over all processes at which the watchdog ends the stage.</param>
/// <param name="Files">New files and folders at which it does.</param>
internal sealed record StageLimits(
    long WallMs,
    long CpuMs,
    long OutputBytes,
    long IdleMs = 0,
    long WatchedKib = 0,
    long Files = 0,
    long AddressSpaceBytes = 0,
    long DataBytes = 0,
    long FileBytes = 0,
    long Descriptors = 0,
    long Processes = 0);

internal enum AgentReportKind
{
    /// <summary>The agent, or the warm host, waits for work.</summary>
    Ready = 1,
    Ended = 2,

    /// <summary>The agent could not do what it was told; <see cref="AgentReport.Error"/> is an errno. It is gone after this.</summary>
    Failed = 3,

    /// <summary>The warm host ended before any user code was in it; the stage can be run cold.</summary>
    Unanswered = 4,
}

internal enum AgentLimit
{
    None = 0,
    Wall = 1,
    Cpu = 2,
    Memory = 3,
    Files = 4,
    Stopped = 5,
    Output = 6,
    Idle = 7,
}

/// <param name="WaitStatus">As from wait(2): the low seven bits are the signal, the next byte the exit code.</param>
internal sealed record AgentReport(AgentReportKind Kind, AgentLimit Limit, int WaitStatus, int Error, long WallUs, long CpuUs, long PeakKib)
{
    public int? ExitCode => (WaitStatus & 0x7F) == 0 ? (WaitStatus >> 8) & 0xFF : null;

    /// <summary>Number of the signal that ended the program, or 0.</summary>
    public int Signal => WaitStatus & 0x7F;
}
