using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution.Hosted;

/// <summary>What <see cref="HostedSandbox"/> and <see cref="SandboxHost"/> say to each other; docs/sandbox-host.md shows it as JSON.</summary>
internal static class HostWire
{
    /// <summary>
    /// The key where <c>Authorization</c> is already taken: dynamic sessions want their own token there.
    /// </summary>
    public const string KeyHeader = "X-Sandbox-Key";

    /// <summary>A key that can be guessed lets anybody run programs here.</summary>
    public const int LeastKeyCharacters = 32;

    public const string Lines = "application/x-ndjson";

    /// <summary>Escapes only what JSON must: output is mostly text, and nothing here is ever put into a page.</summary>
    public static HostJson Json { get; } = new(new JsonSerializerOptions(HostJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>How often a stream says something, so that silence means a dead line.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    /// <summary>Of one input, whose text has at most 64 KiB: escaped, a byte takes up to six.</summary>
    public const int MaxInputBytes = 512 * 1024;

    /// <summary>
    /// Of a request: 256 KiB of files and fifty test cases of 128 KiB, escaped where JSON asks for it. What is not text in it is far less.
    /// </summary>
    public const int MaxRunBytes = 16 << 20;

    /// <summary>Of one line: a result is at most 2 MiB of text and fifty cases of 64 KiB, and every byte of it may need six.</summary>
    public const int MaxLineBytes = 40 << 20;
}

/// <summary>Body of POST /runs.</summary>
/// <param name="Id">1 to 64 letters, digits, hyphens or underscores, chosen by the caller; taken until the run is over.</param>
/// <param name="Interactive">Input will come by POST /runs/{id}/input.</param>
internal sealed record HostRun(string Id, SandboxRequest Request, bool Interactive = false);

/// <summary>Body of POST /runs/{id}/input.</summary>
/// <param name="End">After the text nothing more is typed.</param>
internal sealed record HostInput(string? Text = null, bool End = false);

/// <summary>One line of a run's stream; exactly one member is set, none in a heartbeat. A stream without <see cref="Ended"/> was cut off.</summary>
/// <param name="Begun">First: the run has its id and can be typed into and cancelled.</param>
internal sealed record HostLine(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HostBegun? Begun = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HostOutput? Output = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HostCase? Case = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HostEnd? Ended = null);

internal sealed record HostBegun(SandboxStatus Status);

internal sealed record HostOutput(OutputStream Stream, string Text);

internal sealed record HostCase(int Index, CaseResult Result);

/// <param name="Result">Null when it was cancelled while it waited for a free place.</param>
/// <param name="Fault">For the caller's log: what failed on the host.</param>
internal sealed record HostEnd(SandboxResult? Result, string? Fault = null);

/// <summary>Why a call was refused, for a log or the request's author.</summary>
internal sealed record HostRefusal(string Detail);

/// <summary>GET /languages: toolchain versions by language id, null where one is missing.</summary>
internal sealed record HostLanguages(IReadOnlyDictionary<string, string?> Versions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HostRun))]
[JsonSerializable(typeof(HostInput))]
[JsonSerializable(typeof(HostLine))]
[JsonSerializable(typeof(HostRefusal))]
[JsonSerializable(typeof(HostLanguages))]
[JsonSerializable(typeof(SandboxStatus))]
[JsonSerializable(typeof(SandboxHost.HostHealth))]
internal sealed partial class HostJson : JsonSerializerContext;
