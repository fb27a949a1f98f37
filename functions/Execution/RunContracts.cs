using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <param name="Terminal">Makes the run one that people type into.</param>
/// <param name="Tests">At most <see cref="TestCases.Most"/>; excludes Stdin and Terminal. Hidden ones only from those who hold the interview.</param>
internal sealed record StartRun(
    string? Language,
    IReadOnlyList<SourceFile>? Files,
    string? Entry,
    string? Stdin,
    IReadOnlyList<string>? Args,
    RequestedLimits? Limits,
    TerminalSize? Terminal = null,
    IReadOnlyList<RunTest>? Tests = null);

/// <summary>One test case as it is asked for and shown again; of a hidden one, people who do not hold the interview see name, flag and id only (rule C5).</summary>
/// <param name="Checker">One of <see cref="Checkers"/>; null: <c>lines</c>.</param>
/// <param name="WallMs">Null: the language's limit.</param>
/// <param name="Id">Says of the result whose it is, for names need not be unique: 1 to 40 letters, digits, hyphens or underscores. It goes to everybody, also a hidden case's.</param>
internal sealed record RunTest(
    string? Name,
    string? Stdin,
    string? Expected,
    [property: AllowedValues(Checkers.Exact, Checkers.Lines, Checkers.Tokens, Checkers.Numbers, Checkers.Unordered)] string? Checker = null,
    bool Hidden = false,
    int? WallMs = null,
    string? Id = null);

/// <summary>What somebody types into a running program.</summary>
/// <param name="Text">As typed, newlines included.</param>
/// <param name="End">The input ends after it.</param>
internal sealed record TypeInput(string? Text, bool End = false);

/// <summary>What a run is made of, kept so that it can be looked at and run again.</summary>
internal sealed record RunSource(
    IReadOnlyList<SourceFile> Files, string Stdin, IReadOnlyList<string> Args, RequestedLimits? Limits, TerminalSize? Terminal = null, IReadOnlyList<RunTest>? Tests = null);

/// <summary>A verdict with what the sandbox's envelope has no place for.</summary>
/// <param name="Cases">In the order of the request, those that ended; null without tests.</param>
/// <param name="Transcript">Of a run with a terminal: what was printed and typed, in order.</param>
internal sealed record RunResult(SandboxResult Sandbox, IReadOnlyList<RunCase>? Cases = null, IReadOnlyList<OutputSegment>? Transcript = null);

/// <summary>What a running run has printed so far.</summary>
/// <param name="Seq">Number of the last <c>output</c> event that is contained.</param>
/// <param name="IsCut">It had printed more than is kept of a running run.</param>
internal sealed record RunOutput(int Seq, IReadOnlyList<OutputSegment> Segments, IReadOnlyList<RunCase> Cases, bool IsCut = false)
{
    /// <summary>All text of one stream.</summary>
    public string Text(string stream) => string.Concat(Segments.Where(s => string.Equals(s.Stream, stream, StringComparison.Ordinal)).Select(s => s.Text));

    /// <summary>Gives the end of an attempt whose sandbox lost it what that attempt is known to have printed.</summary>
    public SandboxResult PutInto(SandboxResult end) => end with { Stdout = Text("stdout"), Stderr = Text("stderr") + end.Stderr, StdoutTruncated = IsCut };
}

/// <summary>Text that came on one stream without another between.</summary>
/// <param name="Stream">As in <see cref="OutputEvent"/>, like <paramref name="By"/>.</param>
internal sealed record OutputSegment(
    [property: AllowedValues("stdout", "stderr", "compile", "input")] string Stream, [property: JsonConverter(typeof(LongText))] string Text, string? By = null);

/// <param name="Index">Place in the request, from 0.</param>
/// <param name="Id">As the request gave it; the sandbox does not know it.</param>
internal sealed record RunCase(int Index, CaseResult Case, string? Id = null);

internal sealed record RunFile(string Path);

/// <summary>A test case that has ended. Of a hidden one, people who do not hold the interview get index, id, name, flag and status; all else is absent.</summary>
/// <param name="Index">Place in the request, from 0.</param>
/// <param name="Id">As the request gave it.</param>
/// <param name="Status"><c>ok</c>, <c>wrong_answer</c>, or another <see cref="Verdict"/>.</param>
internal sealed record CaseView(
    int Index,
    string? Id,
    string Name,
    bool Hidden,
    [property: AllowedValues(Verdict.Ok, Verdict.WrongAnswer, Verdict.RuntimeError, Verdict.TimeLimit, Verdict.MemoryLimit, Verdict.OutputLimit, Verdict.Cancelled, Verdict.InfraError)] string Status,
    string? Stdout,
    string? Stderr,
    bool? StdoutTruncated,
    bool? StderrTruncated,
    int? ExitCode,
    string? Signal,
    long? CpuMs,
    long? WallMs,
    long? MemoryKb,
    [property: AllowedValues(LimitNames.Wall, LimitNames.CompileWall, LimitNames.Cpu, LimitNames.Memory, LimitNames.CompileMemory, LimitNames.Output, LimitNames.Idle, LimitNames.Files)] string? LimitHit);

/// <summary>A run as one caller sees it. The result's members are absent until it is over, and in lists; while it runs, <c>GET</c> of it has the output so far.</summary>
/// <param name="Attempt">How often it was begun; 2 says that our side failed once and it was begun anew.</param>
/// <param name="QueuePosition">While queued: runs of this room before it.</param>
/// <param name="RoomsAhead">While queued with no run of this room before it: other rooms whose run gets a place on the machine before this one.</param>
/// <param name="OutputSeq">While running: the output members contain the <c>output</c> events up to this number, and none of an earlier attempt.</param>
/// <param name="Output">Of a run with a terminal, instead of reading Stdout: what was printed and typed, in order.</param>
/// <param name="Cases">Those that have ended, by index.</param>
internal sealed record RunView(
    string Id,
    [property: AllowedValues(Run.Queued, Run.Running, Verdict.Ok, Verdict.CompileError, Verdict.RuntimeError, Verdict.TimeLimit, Verdict.MemoryLimit, Verdict.OutputLimit, Verdict.Cancelled, Verdict.InfraError)] string Status,
    string Language,
    string Entry,
    IReadOnlyList<RunFile> Files,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    int Attempt,
    int? QueuePosition,
    int? RoomsAhead,
    int? ExitCode,
    string? Signal,
    CompileResult? Compile,
    [property: JsonConverter(typeof(LongText))] string Stdout,
    [property: JsonConverter(typeof(LongText))] string Stderr,
    bool StdoutTruncated,
    bool StderrTruncated,
    int? OutputSeq,
    TerminalSize? Terminal,
    IReadOnlyList<OutputSegment>? Output,
    int? CasesTotal,
    int? CasesPassed,
    IReadOnlyList<CaseView>? Cases,
    long? CpuMs,
    long? WallMs,
    long? MemoryKb,
    [property: AllowedValues(LimitNames.Wall, LimitNames.CompileWall, LimitNames.Cpu, LimitNames.Memory, LimitNames.CompileMemory, LimitNames.Output, LimitNames.Idle, LimitNames.Files)] string? LimitHit,
    string? Toolchain,
    bool AfterEnd);

internal sealed record RunAnswer(RunView Run);

internal sealed record RunsAnswer(IReadOnlyList<RunView> Runs);

/// <param name="Seq">One more than the event before it; the first of an attempt is one more than <c>outputSeq</c> of the <c>run</c> event that said running.</param>
/// <param name="Stream"><c>stdout</c>, <c>stderr</c>, <c>compile</c> or <c>input</c>.</param>
/// <param name="By">Participant who typed it; absent for what the program printed.</param>
internal sealed record OutputEvent(
    string RunId, int Seq, [property: AllowedValues("stdout", "stderr", "compile", "input")] string Stream, string Text, string? By = null);

/// <summary>Goes to everybody in the room, so of a hidden case it holds what everybody may see.</summary>
internal sealed record CaseEvent(string RunId, int Index, CaseView Case);

/// <summary>Queue message: a pointer, never the code.</summary>
internal sealed record ExecuteRunMessage(string RoomId, string RunId);

/// <summary>Payload of <c>run</c> entries of the timeline.</summary>
internal sealed record RunPayload(string RunId, string Language, string Status, int? ExitCode, long? WallMs, int? CasesPassed, int? CasesTotal);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRun))]
[JsonSerializable(typeof(TypeInput))]
[JsonSerializable(typeof(RunSource))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(OutputEvent))]
[JsonSerializable(typeof(CaseEvent))]
[JsonSerializable(typeof(ExecuteRunMessage))]
[JsonSerializable(typeof(RunPayload))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(RunOutput))]
internal sealed partial class ExecutionJson : JsonSerializerContext;
