namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// Runs strangers' programs. Every run ends with one verdict within its limits plus a second (X2), whatever the program does;
/// an exception from <see cref="RunAsync"/> is a bug or a cancelled wait for a free place, never the program's doing.
/// </summary>
internal interface ISandbox
{
    /// <summary>Whether programs can be run here, found out once by running a probe inside the sandbox; a machine that cannot isolate refuses to run.</summary>
    Task<SandboxStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Compiles and runs in a fresh sandbox that is gone when the task ends.
    /// </summary>
    /// <param name="request">Checked by <see cref="SourceFiles"/>; a request that breaks its rules throws <see cref="ArgumentException"/>.</param>
    /// <param name="onOutput">
    /// Called one chunk at a time, in order per stream, while the program runs. Chunks stop after half of what is kept of a stream; the result holds the rest.
    /// </param>
    /// <param name="stop">Kills the run. Once it has begun, the result is the verdict <see cref="Verdict.Cancelled"/> with the output so far, not an exception.</param>
    Task<SandboxResult> RunAsync(SandboxRequest request, Func<OutputChunk, ValueTask> onOutput, CancellationToken stop);
}

/// <param name="Mode">"A" (control groups, a uid per slot) or "B" (namespaces, rlimits and a watchdog); null if nothing can be run.</param>
/// <param name="Reasons">Why nothing, or not the stronger mode, can be used; sentences for the operator.</param>
/// <param name="Weaknesses">What the chosen mode does less well than mode A.</param>
internal sealed record SandboxStatus(string? Mode, bool Available, IReadOnlyList<string> Reasons, IReadOnlyList<string> Weaknesses);

/// <param name="Language">Id or alias of a language.</param>
/// <param name="Entry">Path of the file to start with; null: the language's file name, else the first of its source files.</param>
/// <param name="Limits">May only lower the language's own; higher values are cut to those.</param>
internal sealed record SandboxRequest(
    string Language,
    IReadOnlyList<SourceFile> Files,
    string? Entry = null,
    string? Stdin = null,
    IReadOnlyList<string>? Args = null,
    RequestedLimits? Limits = null);

/// <param name="Path">Relative, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text);

/// <summary>Null keeps the language's limit.</summary>
internal sealed record RequestedLimits(int? WallMs = null, int? CompileWallMs = null, int? CpuMs = null, int? MemoryMb = null, int? OutputBytes = null);

internal enum OutputStream
{
    Stdout,
    Stderr,
    Compile,
}

/// <summary>Text as it came; bytes that are not UTF-8 are U+FFFD, characters are never split.</summary>
internal readonly record struct OutputChunk(OutputStream Stream, string Text);

/// <summary>Where <see cref="SandboxResult.LimitHit"/> names a limit it uses these words, which are those of the request.</summary>
internal static class LimitNames
{
    public const string Wall = "wallMs";
    public const string CompileWall = "compileWallMs";
    public const string Cpu = "cpuMs";
    public const string Memory = "memoryMb";
    public const string Output = "outputBytes";

    /// <summary>Too many files made: not settable, it protects the kernel's memory.</summary>
    public const string Files = "files";
}

internal static class Verdict
{
    public const string Ok = "ok";
    public const string CompileError = "compile_error";
    public const string RuntimeError = "runtime_error";
    public const string TimeLimit = "time_limit";
    public const string MemoryLimit = "memory_limit";
    public const string OutputLimit = "output_limit";
    public const string Cancelled = "cancelled";

    /// <summary>Our failure, never blamed on the code: worth one retry.</summary>
    public const string InfraError = "infra_error";
}

/// <summary>The result envelope: the same for every language and every sandbox.</summary>
/// <param name="Status">One of <see cref="Verdict"/>.</param>
/// <param name="ExitCode">Null if a signal ended the program or it never started.</param>
/// <param name="Signal">Name such as SIGSEGV; SIGKILL where a limit or the stop button ended it.</param>
/// <param name="Compile">Null for languages without a compile step.</param>
/// <param name="CpuMs">Processor time of the run stage, all processes.</param>
/// <param name="MemoryKb">Peak of the run stage, in KiB: the largest process or, if larger, the largest sum seen by the watchdog.</param>
/// <param name="LimitHit">One of <see cref="LimitNames"/>, or null.</param>
/// <param name="Toolchain">The compiler's or interpreter's own words for its version.</param>
/// <param name="Fault">For the log: what failed when the status is infra_error.</param>
internal sealed record SandboxResult(
    string Status,
    int? ExitCode,
    string? Signal,
    CompileResult? Compile,
    string Stdout,
    string Stderr,
    bool StdoutTruncated,
    bool StderrTruncated,
    long? CpuMs,
    long? WallMs,
    long? MemoryKb,
    string? LimitHit,
    string? Toolchain,
    [property: System.Text.Json.Serialization.JsonIgnore] string? Fault = null);

internal sealed record CompileResult(string Output, bool Truncated, long WallMs);
