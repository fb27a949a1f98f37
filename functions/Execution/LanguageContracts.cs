using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>GET /api/languages.</summary>
internal sealed record LanguageList(IReadOnlyList<LanguageView> Languages);

/// <param name="Starter">Text of the first file of a new room.</param>
/// <param name="Version">The toolchain's own words; null where it is missing, and for the first second of a server's life where it is not known yet.</param>
/// <param name="Available">Whether this machine has the toolchain.</param>
/// <param name="Libraries">Those that are installed.</param>
/// <param name="Diagnostics">See <see cref="LanguageDiagnostic"/>; what the page makes clickable.</param>
/// <param name="Hint">A sentence to show to who chooses the language.</param>
internal sealed record LanguageView(
    string Id,
    string Name,
    IReadOnlyList<string> Aliases,
    string MonacoId,
    string FileName,
    string Extension,
    string Starter,
    string? Version,
    bool Available,
    LanguageLimits Limits,
    IReadOnlyList<LibraryView> Libraries,
    IReadOnlyList<LanguageDiagnostic> Diagnostics,
    string? Documentation,
    string? Hint);

/// <param name="Version">Of upstream, without what the packager added.</param>
internal sealed record LibraryView(string Name, string Version);

/// <summary>Milliseconds of wall and processor time, MiB, bytes of output after which a run is stopped.</summary>
internal sealed record LanguageLimits(int WallMs, int CompileWallMs, int CpuMs, int MemoryMb, int OutputBytes)
{
    /// <summary>A request may only lower a limit; what it asks above that, or below what can run at all, is moved to the nearest that is possible.</summary>
    public LanguageLimits Lower(RequestedLimits? requested) => requested is null ? this : new LanguageLimits(
        Cut(requested.WallMs, WallMs, 50),
        Cut(requested.CompileWallMs, CompileWallMs, 50),
        Cut(requested.CpuMs, CpuMs, 10),
        Cut(requested.MemoryMb, MemoryMb, 4),
        Cut(requested.OutputBytes, OutputBytes, 1));

    private static int Cut(int? asked, int own, int least) => asked is { } value ? Math.Clamp(value, Math.Min(least, own), own) : own;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Language))]
[JsonSerializable(typeof(LanguageList))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LanguageJson : JsonSerializerContext;
