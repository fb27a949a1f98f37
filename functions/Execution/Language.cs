using System.Text.Json.Serialization;

namespace CodeMeet.Execution;

/// <summary>
/// One language as its folder describes it (docs/languages.md). Commands are argument lists, never shell strings; in their elements
/// <c>{entry}</c> is the path of the first file, <c>{stem}</c> the same without extension, <c>{class}</c> that as a dotted name, <c>{heapMb}</c> half of the memory limit,
/// and an element that is just <c>{files}</c> or <c>{args}</c> becomes as many as there are source files or arguments.
/// </summary>
/// <param name="FileName">Of the first file of a new room, and of the entry where a request names none.</param>
/// <param name="Extension">With the dot.</param>
/// <param name="Version">Command whose first line of output is the toolchain's version, run outside the sandbox.</param>
/// <param name="Compile">Null where the source is run as it is.</param>
/// <param name="AddressSpace">
/// Without control groups a run's memory is held by RLIMIT_AS; runtimes that reserve far more than they use (JVM, V8, Go) say false and get RLIMIT_DATA at twice the limit.
/// </param>
/// <param name="MemoryMarkers">What the runtime prints to stderr when it runs out of memory by itself; turns a failure into memory_limit.</param>
/// <param name="Mounts">Host paths outside /usr that the toolchain reads; a final segment may hold *.</param>
/// <param name="Debian">Packages that bring the toolchain; <c>./dev</c> reads them.</param>
/// <param name="Base">Whether <c>./dev run</c> installs it unasked; the others wait for <c>./dev languages install</c>, for they weigh more than most people want.</param>
/// <param name="Notes">For readers of the file: why the flags are what they are.</param>
internal sealed record Language(
    string Name,
    IReadOnlyList<string> Aliases,
    string MonacoId,
    string FileName,
    string Extension,
    IReadOnlyList<string> Version,
    LanguageCommand? Compile,
    LanguageCommand Run,
    LanguageLimits Limits,
    bool AddressSpace,
    IReadOnlyList<string> MemoryMarkers,
    IReadOnlyList<string> Mounts,
    IReadOnlyList<string> Debian,
    bool Base = false,
    string? Notes = null)
{
    /// <summary>The folder's name.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>Text of the first file of a new room.</summary>
    [JsonIgnore]
    public string Starter { get; init; } = "";

    /// <summary>The language's own folder.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Whether the toolchain is a folder of npm packages, pinned by a package.json and lock file in <see cref="Folder"/>, which <c>./dev</c> installs to Execution:Toolchains.</summary>
    [JsonIgnore]
    public bool HasNpmToolchain => File.Exists(Path.Combine(Folder, "package.json"));
}

/// <param name="MemoryMb">Of a compile step; the run stage's is the language's limit.</param>
internal sealed record LanguageCommand(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string>? Env = null, int? MemoryMb = null);
