using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

internal sealed record StartRun(
    string? Language,
    IReadOnlyList<SourceFile>? Files,
    string? Entry,
    string? Stdin,
    IReadOnlyList<string>? Args,
    RequestedLimits? Limits);

/// <summary>What a run is made of, kept as a blob so that it can be looked at and run again.</summary>
internal sealed record RunSource(IReadOnlyList<SourceFile> Files, string Stdin, IReadOnlyList<string> Args, RequestedLimits? Limits);

internal sealed record RunFile(string Path);

/// <summary>A run as everybody in the room sees it; the result's members are absent until it is over, and in lists.</summary>
internal sealed record RunView(
    string Id,
    string Status,
    string Language,
    string Entry,
    IReadOnlyList<RunFile> Files,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    int? QueuePosition,
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
    bool AfterEnd);

internal sealed record RunAnswer(RunView Run);

internal sealed record RunsAnswer(IReadOnlyList<RunView> Runs);

/// <param name="Seq">1, 2, 3 … per run.</param>
/// <param name="Stream"><c>stdout</c>, <c>stderr</c> or <c>compile</c>.</param>
internal sealed record OutputEvent(string RunId, int Seq, string Stream, string Text);

/// <summary>Queue message: a pointer, never the code.</summary>
internal sealed record ExecuteRunMessage(string RoomId, string RunId);

/// <summary>Payload of <c>run</c> entries of the timeline.</summary>
internal sealed record RunPayload(string RunId, string Language, string Status, int? ExitCode, long? WallMs);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartRun))]
[JsonSerializable(typeof(RunSource))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(OutputEvent))]
[JsonSerializable(typeof(ExecuteRunMessage))]
[JsonSerializable(typeof(RunPayload))]
[JsonSerializable(typeof(SandboxResult))]
internal sealed partial class ExecutionJson : JsonSerializerContext;
