using System.Text.Json.Serialization;
using System.Threading.Channels;

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
    /// Compiles and runs in a fresh sandbox. Every process of the run is dead when the task ends, and the sandbox goes within a moment.
    /// </summary>
    /// <param name="request">Checked by <see cref="SourceFiles"/>; a request that breaks its rules throws <see cref="ArgumentException"/>.</param>
    /// <param name="talk">What is said while it runs.</param>
    /// <param name="stop">Kills the run. Once it has begun, the result is the verdict <see cref="Verdict.Cancelled"/> with the output so far, not an exception.</param>
    Task<SandboxResult> RunAsync(SandboxRequest request, SandboxTalk talk, CancellationToken stop);
}

/// <param name="Mode">"A" (control groups, a uid per slot), "B" (namespaces, rlimits and a watchdog) or "C" (uids, Landlock and seccomp); null if nothing can be run.</param>
/// <param name="Reasons">Why nothing, or not the stronger mode, can be used; sentences for the operator.</param>
/// <param name="Weaknesses">What the chosen mode does less well than mode A.</param>
/// <param name="Adapter">Which implementation answers: "local", "host" (a sandbox host elsewhere) or "sessions" (one for each room, from Azure).</param>
/// <param name="Pool">What is ready now; null without a pool.</param>
internal sealed record SandboxStatus(
    string? Mode, bool Available, IReadOnlyList<string> Reasons, IReadOnlyList<string> Weaknesses, string Adapter = "local", PoolStatus? Pool = null);

/// <summary>The three ways in which a run and its watchers talk while it lasts. A listener that throws ends the run, and <see cref="ISandbox.RunAsync"/> throws the same.</summary>
/// <param name="OnOutput">
/// Called one chunk at a time, in the order in which the sandbox saw them, stdin's echo (<see cref="OutputStream.Input"/>) included. Chunks of a stream stop after half of what
/// is kept of it; the result holds the rest. Of test cases only compile output comes here.
/// </param>
/// <param name="OnCase">Called when a test case has ended, with its index in the request; hidden ones last, whole: who may see what is the caller's business.</param>
/// <param name="Input">What is typed while the program runs, as typed, newlines included; completing it is the end of input. Makes the run interactive.</param>
/// <param name="Session">Names the runs that may share a machine where machines are rented, such as the room's id; null: none other.</param>
internal sealed record SandboxTalk(
    Func<OutputChunk, ValueTask> OnOutput, Func<int, CaseResult, ValueTask>? OnCase = null, ChannelReader<string>? Input = null, string? Session = null);

/// <param name="Language">Id or alias of a language.</param>
/// <param name="Entry">Path of the file to start with; null: <see cref="Language.Entry"/>.</param>
/// <param name="Stdin">The whole input; with <see cref="SandboxTalk.Input"/> what was typed before it started, without echo.</param>
/// <param name="Limits">May only lower the language's own; higher values are cut to those. An interactive run's wall limit is <see cref="InteractiveLimits.WallMs"/> unless one is asked for.</param>
/// <param name="Terminal">The program gets a terminal for stdin, stdout and stderr instead of pipes; all it prints is stdout. Makes the run interactive.</param>
/// <param name="Tests">Instead of one run: compiled once, then each case by itself, visible ones first. Excludes Stdin, Terminal and Input.</param>
internal sealed record SandboxRequest(
    string Language,
    IReadOnlyList<SourceFile> Files,
    string? Entry = null,
    string? Stdin = null,
    IReadOnlyList<string>? Args = null,
    RequestedLimits? Limits = null,
    TerminalSize? Terminal = null,
    IReadOnlyList<TestCase>? Tests = null);

/// <summary>Characters; fixed for the whole run.</summary>
internal sealed record TerminalSize(int Columns, int Rows);

/// <param name="Name">For people; need not be unique.</param>
/// <param name="Checker">One of <see cref="Checkers"/>.</param>
/// <param name="Hidden">Run after all visible ones, and none of its output is told while it runs.</param>
/// <param name="WallMs">May only lower the limit.</param>
internal sealed record TestCase(string Name, string Stdin, string Expected, string Checker = Checkers.Lines, bool Hidden = false, int? WallMs = null);

/// <param name="Status">One of <see cref="Verdict"/>; wrong_answer where the program ended well and the checker disagrees, cancelled where the stop came first.</param>
/// <param name="Stdout">Head and tail of at most 16 KiB each.</param>
/// <param name="ExitCode">As in <see cref="SandboxResult"/>, like all that follow.</param>
internal sealed record CaseResult(
    string Name,
    bool Hidden,
    string Status,
    string Stdout,
    string Stderr,
    bool StdoutTruncated,
    bool StderrTruncated,
    int? ExitCode,
    string? Signal,
    long? CpuMs,
    long? WallMs,
    long? MemoryKb,
    string? LimitHit);

/// <summary>How a case's stdout is compared with what is expected.</summary>
internal static class Checkers
{
    /// <summary>Byte for byte.</summary>
    public const string Exact = "exact";

    /// <summary>White space at the ends of lines and at the end of the text does not count.</summary>
    public const string Lines = "lines";

    /// <summary>Only the words count, whatever white space is between them.</summary>
    public const string Tokens = "tokens";

    /// <summary>Tokens; two that are numbers may differ by 1e-6, relative or absolute.</summary>
    public const string Numbers = "numbers";

    /// <summary>Lines in any order, each as often as expected.</summary>
    public const string Unordered = "unordered";

    public static readonly string[] All = [Exact, Lines, Tokens, Numbers, Unordered];
}

/// <param name="Path">Relative, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text);

/// <summary>Null keeps the language's limit.</summary>
internal sealed record RequestedLimits(int? WallMs = null, int? CompileWallMs = null, int? CpuMs = null, int? MemoryMb = null, int? OutputBytes = null);

internal enum OutputStream
{
    Stdout,
    Stderr,
    Compile,

    /// <summary>What was typed, said back at the moment the program was given it.</summary>
    Input,
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

    /// <summary>The compiler's, which is not the program's and cannot be asked for.</summary>
    public const string CompileMemory = "compileMemoryMb";
    public const string Output = "outputBytes";

    /// <summary>An interactive run in which nobody said anything: <see cref="InteractiveLimits.IdleMs"/>.</summary>
    public const string Idle = "idleMs";

    /// <summary>Too many files made: not settable, it protects the kernel's memory.</summary>
    public const string Files = "files";
}

/// <summary>Of runs that people type into.</summary>
internal static class InteractiveLimits
{
    /// <summary>Instead of the language's wall limit; processor time stays limited by the language.</summary>
    public const int WallMs = 5 * 60_000;

    /// <summary>Without output or input.</summary>
    public const int IdleMs = 90_000;

    /// <summary>They mostly wait, so they do not take a processor's place but one of this many per processor.</summary>
    public const int PlacesPerProcessor = 8;
}

internal static class Verdict
{
    public const string Ok = "ok";
    public const string CompileError = "compile_error";
    public const string RuntimeError = "runtime_error";

    /// <summary>Of a test case only.</summary>
    public const string WrongAnswer = "wrong_answer";
    public const string TimeLimit = "time_limit";
    public const string MemoryLimit = "memory_limit";
    public const string OutputLimit = "output_limit";
    public const string Cancelled = "cancelled";

    /// <summary>Our failure, never blamed on the code: worth one retry.</summary>
    public const string InfraError = "infra_error";
}

/// <summary>The result envelope: the same for every language and every sandbox.</summary>
/// <param name="Status">One of <see cref="Verdict"/>; with test cases ok when it compiled and every case came to an end.</param>
/// <param name="ExitCode">Null if a signal ended the program or it never started.</param>
/// <param name="Signal">Name such as SIGSEGV; SIGKILL where a limit or the stop button ended it.</param>
/// <param name="Compile">Null for languages without a compile step.</param>
/// <param name="CpuMs">Processor time of the run stage, all processes.</param>
/// <param name="MemoryKb">Peak of the run stage, in KiB: the largest process or, if larger, the largest sum seen by the watchdog.</param>
/// <param name="LimitHit">One of <see cref="LimitNames"/>, or null.</param>
/// <param name="Toolchain">The compiler's or interpreter's own words for its version.</param>
/// <param name="Cases">In the order of the request; null without tests, shorter than asked for when the run was stopped or failed. Program output and figures above are then empty.</param>
/// <param name="Fault">For the log: what failed when the status is infra_error.</param>
internal sealed record SandboxResult(
    string Status,
    int? ExitCode,
    string? Signal,
    CompileResult? Compile,
    [property: JsonConverter(typeof(LongText))] string Stdout,
    [property: JsonConverter(typeof(LongText))] string Stderr,
    bool StdoutTruncated,
    bool StderrTruncated,
    long? CpuMs,
    long? WallMs,
    long? MemoryKb,
    string? LimitHit,
    string? Toolchain,
    IReadOnlyList<CaseResult>? Cases = null,
    [property: JsonIgnore] string? Fault = null);

internal sealed record CompileResult([property: JsonConverter(typeof(LongText))] string Output, bool Truncated, long WallMs);
