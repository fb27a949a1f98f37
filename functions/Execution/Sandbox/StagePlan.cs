using System.Globalization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>Turns a language's description and a request into the stages the agent is told to run.</summary>
internal static class StagePlan
{
    /// <summary>What a compile step may use where language.json does not say: enough for g++ with the whole standard library.</summary>
    private const int CompileMemoryMb = 1024;

    /// <summary>Threads count as processes; the JVM and node start some twenty.</summary>
    public const int RunProcesses = 64;

    public const int CompileProcesses = 128;

    /// <summary>Empty files cost kernel memory that no size limit sees.</summary>
    private const int NewFiles = 20_000;

    /// <summary>What the interpreter or libc itself takes beside the program's memory.</summary>
    private const long AddressSpaceSlackBytes = 16 << 20;

    private static readonly string[] BaseEnvironment = [$"PATH={ProgramPath.Variable}", "HOME=/work", "TMPDIR=/tmp", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "USER=sandbox", "PWD=/work"];

    public static string Entry(Language language, SandboxRequest request)
        => request.Entry
            ?? (request.Files.Any(f => f.Path.Equals(language.FileName, StringComparison.Ordinal)) ? language.FileName : null)
            ?? request.Files.FirstOrDefault(f => f.Path.EndsWith(language.Extension, StringComparison.Ordinal))?.Path
            ?? request.Files[0].Path;

    public static long CompileMemoryBytes(Language language) => (long)(language.Compile?.MemoryMb ?? CompileMemoryMb) << 20;

    public static AgentStage? Compile(Language language, SandboxRequest request, LanguageLimits limits) => language.Compile is not { } compile ? null : new AgentStage(
        IsCompile: true,
        Expand(compile.Command, language, request, compile.MemoryMb ?? CompileMemoryMb),
        Environment(compile),
        WallMs: limits.CompileWallMs,
        CpuMs: 2L * limits.CompileWallMs, // compilers may use two cores
        WatchedKib: CompileMemoryBytes(language) / 1024,
        Files: NewFiles,
        AddressSpaceBytes: 0,
        DataBytes: 2 * CompileMemoryBytes(language),
        FileBytes: 64 << 20,
        Descriptors: 512,
        Processes: CompileProcesses);

    /// <param name="hasGroup">In mode A the control group holds memory, and neither rlimits nor the watchdog need to.</param>
    public static AgentStage Run(Language language, SandboxRequest request, LanguageLimits limits, bool hasGroup)
    {
        var memory = (long)limits.MemoryMb << 20;
        return new AgentStage(
            IsCompile: false,
            Expand(language.Run.Command, language, request, limits.MemoryMb),
            Environment(language.Run),
            WallMs: limits.WallMs,
            CpuMs: limits.CpuMs,
            WatchedKib: hasGroup ? 0 : memory / 1024,
            Files: NewFiles,
            AddressSpaceBytes: hasGroup || !language.AddressSpace ? 0 : memory + AddressSpaceSlackBytes,
            DataBytes: hasGroup || language.AddressSpace ? 0 : 2 * memory,
            FileBytes: 16 << 20,
            Descriptors: 256,
            Processes: RunProcesses);
    }

    /// <summary>The mounts of language.json that exist here.</summary>
    public static IEnumerable<string> Mounts(Language language) => language.Mounts.SelectMany(path =>
    {
        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(path)) : [];
    });

    private static string[] Environment(LanguageCommand command) => [.. BaseEnvironment, .. command.Env?.Select(e => $"{e.Key}={e.Value}") ?? []];

    private static List<string> Expand(IReadOnlyList<string> command, Language language, SandboxRequest request, int memoryMb)
    {
        var entry = Entry(language, request);
        var withoutExtension = entry.EndsWith(language.Extension, StringComparison.Ordinal) ? entry[..^language.Extension.Length] : entry;
        var heap = (memoryMb / 2).ToString(CultureInfo.InvariantCulture);
        return [ProgramPath.Find(command[0]), .. command.Skip(1).SelectMany(element => element switch
        {
            "{files}" => request.Files.Select(f => f.Path).Where(p => p.EndsWith(language.Extension, StringComparison.Ordinal)),
            "{args}" => request.Args ?? [],
            _ => [element
                .Replace("{entry}", entry, StringComparison.Ordinal)
                .Replace("{stem}", withoutExtension, StringComparison.Ordinal)
                .Replace("{class}", withoutExtension.Replace('/', '.'), StringComparison.Ordinal)
                .Replace("{heapMb}", heap, StringComparison.Ordinal)],
        })];
    }
}
