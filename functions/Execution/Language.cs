using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>
/// One language as its folder describes it (docs/languages.md). Commands are argument lists, never shell strings; in their elements
/// <c>{entry}</c> is the path of the file to start with, <c>{stem}</c> the same without extension, <c>{class}</c> that as a dotted name, <c>{heapMb}</c> half of the memory limit,
/// <c>{work}</c> the folder of the program's files, <c>{toolchain}</c> the language's own folder of tools as the sandbox shows it, <c>{NAME}</c> one of <paramref name="Paths"/>;
/// an element that is just <c>{files}</c> or <c>{args}</c> becomes as many as there are source files or arguments, one with a * as many as there are such files on the machine.
/// </summary>
/// <param name="FileName">Of the first file of a new room; see <see cref="Entry"/>.</param>
/// <param name="Extension">With the dot.</param>
/// <param name="Version">Command whose first line of output is the toolchain's version, run outside the sandbox.</param>
/// <param name="Compile">Null where the source is run as it is.</param>
/// <param name="AddressSpace">
/// Without control groups a run's memory is held by RLIMIT_AS; runtimes that reserve far more than they use (JVM, V8, Go) say false and get RLIMIT_DATA at twice the limit.
/// </param>
/// <param name="MemoryMarkers">What the runtime prints to stderr when it runs out of memory by itself; turns a failure into memory_limit.</param>
/// <param name="Mounts">Host paths outside /usr that the toolchain reads; see <see cref="HostPath"/>.</param>
/// <param name="Debian">Packages that bring the toolchain; <c>./dev</c> reads them.</param>
/// <param name="Base">Whether <c>./dev run</c> installs it unasked; the others wait for <c>./dev languages install</c>, for they weigh more than most people want.</param>
/// <param name="Paths">Where things are on this machine, by name, each in the words of <see cref="HostPath"/>; a later one may use an earlier one. Without one of them the toolchain is missing.</param>
/// <param name="Diagnostics">How its compiler and runtime name a place in the source.</param>
/// <param name="Libraries">What a program may import beside the standard library.</param>
/// <param name="Toolchain">Id of the language whose folder of npm packages it shares.</param>
/// <param name="Documentation">Address of the reference that people of this language use.</param>
/// <param name="Hint">A sentence for who writes in it here, such as that the version is old.</param>
/// <param name="Warm">How its runtime is started before there is a program for it; null if that would save little.</param>
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
    IReadOnlyDictionary<string, string>? Paths = null,
    IReadOnlyList<LanguageDiagnostic>? Diagnostics = null,
    IReadOnlyList<LanguageLibrary>? Libraries = null,
    string? Toolchain = null,
    string? Documentation = null,
    string? Hint = null,
    LanguageWarm? Warm = null,
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

    /// <summary>Folder of the toolchain as a program in the sandbox sees it, or null; outside it is <see cref="Languages.Toolchain"/>.</summary>
    [JsonIgnore]
    public string? ToolchainInside
        => (Toolchain ?? (HasNpmToolchain ? Id : null)) is { } npm ? $"{BwrapCommand.ToolchainsInside}/{npm}"
            : Directory.Exists(Path.Combine(Folder, "support")) ? $"{BwrapCommand.LanguagesInside}/{Id}/support"
            : null;

    /// <summary><see cref="Paths"/> as they are on this machine now, {toolchain} and {work}; null for what is not there.</summary>
    /// <param name="toolchain">As whoever uses the result sees it: the service, or a program in the sandbox.</param>
    public IReadOnlyDictionary<string, string?> Locate(string? toolchain)
    {
        var places = new Dictionary<string, string?>(StringComparer.Ordinal) { ["toolchain"] = toolchain, ["work"] = BwrapCommand.WorkInside };
        foreach (var (name, pattern) in Paths ?? ReadOnlyDictionary<string, string>.Empty)
            places[name] = HostPath.Find(Fill(pattern, places));
        return places;
    }

    /// <summary>The file that a program starts with where nobody has named one: that of <see cref="FileName"/>, else the first in the language, else the first.</summary>
    /// <param name="paths">At least one.</param>
    public string Entry(IReadOnlyList<string> paths)
        => paths.Contains(FileName, StringComparer.Ordinal) ? FileName : paths.FirstOrDefault(p => p.EndsWith(Extension, StringComparison.Ordinal)) ?? paths[0];

    /// <summary>Puts places into their {NAME}. What is nowhere stays as it is, and so names no file.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string?> places)
        => places.Aggregate(text, (filled, place) => place.Value is null ? filled : filled.Replace($"{{{place.Key}}}", place.Value, StringComparison.Ordinal));
}

/// <param name="MemoryMb">Of a compile step; the run stage's is the language's limit.</param>
internal sealed record LanguageCommand(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string>? Env = null, int? MemoryMb = null);

/// <param name="Pattern">
/// A regular expression, in language.json with {work} as in commands, with the same meaning in JavaScript (flags gm) and in .NET (ECMAScript | Multiline). Group <c>line</c> is always there;
/// <c>file</c> is a path or its end (without it, the entry is meant), further ones are <c>column</c>, <c>severity</c> (error or warning) and <c>message</c>.
/// </param>
internal sealed record LanguageDiagnostic(string Pattern);

/// <param name="Name">As a program imports it.</param>
/// <param name="Debian">Package that brings it, or</param>
/// <param name="Npm">the one in the language's own toolchain that does.</param>
internal sealed record LanguageLibrary(string Name, string? Debian = null, string? Npm = null);

/// <summary>
/// A runtime started ahead in a sandbox of its own, which is told what to do over two pipes (docs/languages.md, "Warm"). What it cannot do is done cold.
/// </summary>
/// <param name="Compile">Elements given to it instead of the compile command; null if it does not compile.</param>
/// <param name="Run">Elements given to it instead of the run command; null if it does not run programs.</param>
/// <param name="MemoryMb">What it holds while it waits.</param>
internal sealed record LanguageWarm(
    IReadOnlyList<string> Command, int MemoryMb, IReadOnlyList<string>? Compile = null, IReadOnlyList<string>? Run = null, IReadOnlyDictionary<string, string>? Env = null);
