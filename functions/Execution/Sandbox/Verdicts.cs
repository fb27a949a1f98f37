namespace CodeMeet.Execution.Sandbox;

/// <summary>What is known when a stage has ended.</summary>
/// <param name="Report">Null if the sandbox had to be killed from outside or died.</param>
/// <param name="Cancelled">Somebody pressed stop before it ended by itself.</param>
/// <param name="Overdue">The service's own clock struck because the agent's had not.</param>
internal sealed record StageEnd(AgentReport? Report, bool Cancelled, bool Overdue, bool OutOfMemory);

/// <summary>One stage's end turned into a verdict: pure, so that every row of the table can be tested.</summary>
internal static class Verdicts
{
    private const int SIGXCPU = 24;

    /// <summary>A program that failed with this share of its memory in use failed for want of more.</summary>
    private const double NearlyAll = 0.9;

    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [10] = "SIGUSR1",
        [11] = "SIGSEGV",
        [12] = "SIGUSR2",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [SIGXCPU] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    /// <summary>The first cause wins: what people did, then what the program used up, then how it ended.</summary>
    /// <returns>Status and the limit that was hit; status ok means that the stage succeeded.</returns>
    public static (string Status, string? LimitHit) Decide(StageEnd end, bool isCompile, LanguageLimits limits, bool saysOutOfMemory)
    {
        var failed = end.Report is not { WaitStatus: 0 };
        if (end.Cancelled)
            return (Verdict.Cancelled, null);
        if (end.Report?.Limit == AgentLimit.Output)
            return (Verdict.OutputLimit, LimitNames.Output);
        if (end.OutOfMemory || end.Report?.Limit == AgentLimit.Memory)
            return (Verdict.MemoryLimit, isCompile ? LimitNames.CompileMemory : LimitNames.Memory);
        if (end.Report?.Limit == AgentLimit.Files)
            return (Verdict.MemoryLimit, LimitNames.Files);
        if (end.Overdue || end.Report?.Limit == AgentLimit.Wall)
            return (Verdict.TimeLimit, isCompile ? LimitNames.CompileWall : LimitNames.Wall);
        if (end.Report?.Limit == AgentLimit.Idle)
            return (Verdict.TimeLimit, LimitNames.Idle);
        if (end.Report is null or { Kind: AgentReportKind.Failed })
            return (Verdict.InfraError, null);
        if (end.Report.Limit == AgentLimit.Cpu || end.Report.Signal == SIGXCPU)
            return (Verdict.TimeLimit, isCompile ? LimitNames.CompileWall : LimitNames.Cpu);
        if (!failed)
            return (Verdict.Ok, null);
        if (isCompile)
            return (Verdict.CompileError, null);
        return saysOutOfMemory || end.Report.PeakKib >= NearlyAll * limits.MemoryMb * 1024
            ? (Verdict.MemoryLimit, LimitNames.Memory)
            : (Verdict.RuntimeError, null);
    }

    public static string? SignalName(AgentReport report) => report.Signal switch
    {
        0 => null,
        var number => SignalNames.GetValueOrDefault(number, $"SIG{number}"),
    };
}
