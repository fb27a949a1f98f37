using System.Globalization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>Turns a language's description and a request into the stages the agent is told to run.</summary>
/// <param name="hasGroup">In mode A the control group holds memory, and neither rlimits nor the watchdog need to.</param>
/// <param name="confined">In mode C, where some things lie elsewhere.</param>
internal sealed class StagePlan(Language language, SandboxRequest request, LanguageLimits limits, bool hasGroup, SandboxMode? confined = null)
{
    /// <summary>Processor time: a runtime that needs more to warm up costs more than it saves.</summary>
    private const int WarmUpCpuMs = 20_000;

    /// <summary>It gets what others leave, which may be little.</summary>
    private const int WarmUpMs = 120_000;

    /// <summary>What a compile step may use where language.json does not say: enough for g++ with the whole standard library.</summary>
    private const int CompileMemoryMb = 1024;

    /// <summary>Threads count as processes; the JVM and node start some twenty.</summary>
    public const int RunProcesses = 64;

    public const int CompileProcesses = 128;

    /// <summary>A compiler that writes more than this is stopped; what a request says about output is about its program.</summary>
    private const long CompileOutputBytes = 8 << 20;

    /// <summary>Empty files cost kernel memory that no size limit sees.</summary>
    private const int NewFiles = 20_000;

    /// <summary>What the interpreter or libc itself takes beside the program's memory.</summary>
    private const long AddressSpaceSlackBytes = 16 << 20;

    private static readonly string[] BaseEnvironment = [$"PATH={ProgramPath.Variable}", $"HOME={BwrapCommand.WorkInside}", "TMPDIR=/tmp", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "USER=sandbox", $"PWD={BwrapCommand.WorkInside}"];

    public long CompileMemoryBytes => (long)(language.Compile?.MemoryMb ?? CompileMemoryMb) << 20;

    public long RunMemoryBytes => (long)limits.MemoryMb << 20;

    /// <summary>Whether the run is one that a warm host was started for: its heap was chosen then.</summary>
    public bool MayBeWarm => language.Warm is not null && limits.MemoryMb == language.Limits.MemoryMb;

    /// <summary>Starts the language's warm host, before there is any request.</summary>
    public static AgentStage WarmUp(Language language)
    {
        var warm = language.Warm ?? throw new ArgumentException($"{language.Id} has no warm host.", nameof(language));
        var plan = new StagePlan(language, new SandboxRequest(language.Id, [new SourceFile(language.FileName, "")]), language.Limits, hasGroup: true);
        return new AgentStage(StageFlags.WarmUp, plan.Command(warm.Command, null, language.Limits.MemoryMb), Environment(warm.Env), new StageLimits(WarmUpMs, WarmUpCpuMs, OutputBytes: 0));
    }

    /// <summary>Null for a language without a compile step.</summary>
    /// <param name="byHost">Told to the warm host; null too if that does not compile.</param>
    public AgentStage? Compile(bool byHost) => language.Compile is not { } compile || (byHost && language.Warm?.Compile is null) ? null : new AgentStage(
        byHost ? StageFlags.Compile | StageFlags.Warm : StageFlags.Compile,
        byHost ? Expand(language.Warm!.Compile!, request.Args, limits.MemoryMb) : Command(compile.Command, request.Args, compile.MemoryMb ?? CompileMemoryMb),
        byHost ? [] : Environment(compile.Env),
        new StageLimits(
            WallMs: limits.CompileWallMs,
            CpuMs: 2L * limits.CompileWallMs, // compilers may use two cores
            OutputBytes: CompileOutputBytes,
            WatchedKib: CompileMemoryBytes / 1024,
            Files: NewFiles,
            DataBytes: 2 * CompileMemoryBytes,
            FileBytes: 64 << 20,
            Descriptors: 512,
            Processes: CompileProcesses));

    /// <param name="isInteractive">Ends when nobody has said anything for a while.</param>
    /// <param name="byHost">Told to the warm host, if that runs programs.</param>
    public AgentStage Run(bool isInteractive, bool byHost) => new(
        (request.Terminal is null ? StageFlags.None : StageFlags.Terminal) | Warm(byHost),
        RunCommand(byHost),
        RunEnvironment(byHost),
        RunLimits(limits.WallMs, limits.OutputBytes, isInteractive ? InteractiveLimits.IdleMs : 0),
        request.Terminal);

    public AgentStage Case(TestCase test, bool byHost) => new(
        StageFlags.Fresh | Warm(byHost),
        RunCommand(byHost),
        RunEnvironment(byHost),
        RunLimits(Math.Clamp(test.WallMs ?? limits.WallMs, Math.Min(50, limits.WallMs), limits.WallMs), Math.Min(limits.OutputBytes, TestCases.MaxOutputBytes), idleMs: 0));

    /// <summary>The mounts of language.json that exist here. /usr is shown anyway.</summary>
    public static IEnumerable<string> Mounts(Language language)
    {
        var places = language.Locate(language.ToolchainInside);
        return language.Mounts.SelectMany(path => HostPath.All(Language.Fill(path, places))).Where(path => !path.StartsWith("/usr/", StringComparison.Ordinal));
    }

    private static string[] Environment(IReadOnlyDictionary<string, string>? own) => [.. BaseEnvironment, .. own?.Select(e => $"{e.Key}={e.Value}") ?? []];

    private StageFlags Warm(bool byHost) => byHost && language.Warm?.Run is not null ? StageFlags.Warm : StageFlags.None;

    /// <summary>A host has had its own since it started.</summary>
    private string[] RunEnvironment(bool byHost) => Warm(byHost) is StageFlags.Warm ? [] : Environment(language.Run.Env);

    private List<string> RunCommand(bool byHost)
        => byHost && language.Warm?.Run is { } run ? Expand(run, request.Args, limits.MemoryMb) : Command(language.Run.Command, request.Args, limits.MemoryMb);

    /// <summary>The program's path, then its arguments.</summary>
    private List<string> Command(IReadOnlyList<string> command, IReadOnlyList<string>? args, int memoryMb)
    {
        var expanded = Expand(command, args, memoryMb);
        expanded[0] = ProgramPath.Find(expanded[0]);
        return expanded;
    }

    private StageLimits RunLimits(int wallMs, long outputBytes, int idleMs) => new(
        wallMs,
        limits.CpuMs,
        outputBytes,
        idleMs,
        WatchedKib: hasGroup ? 0 : RunMemoryBytes / 1024,
        Files: NewFiles,
        AddressSpaceBytes: hasGroup || !language.AddressSpace ? 0 : RunMemoryBytes + AddressSpaceSlackBytes,
        DataBytes: hasGroup || language.AddressSpace ? 0 : 2 * RunMemoryBytes,
        FileBytes: 16 << 20,
        Descriptors: 256,
        Processes: RunProcesses);

    private List<string> Expand(IReadOnlyList<string> command, IReadOnlyList<string>? args, int memoryMb)
    {
        var entry = request.Entry ?? language.Entry([.. request.Files.Select(f => f.Path)]);
        var withoutExtension = entry.EndsWith(language.Extension, StringComparison.Ordinal) ? entry[..^language.Extension.Length] : entry;
        var places = new Dictionary<string, string?>(language.Locate(Seen(language.ToolchainInside)), StringComparer.Ordinal)
        {
            ["entry"] = entry,
            ["stem"] = withoutExtension,
            ["class"] = withoutExtension.Replace('/', '.'),
            ["heapMb"] = (memoryMb / 2).ToString(CultureInfo.InvariantCulture),
        };
        return [.. command.SelectMany(element => element switch
        {
            "{files}" => request.Files.Select(f => f.Path).Where(p => p.EndsWith(language.Extension, StringComparison.Ordinal)),
            "{args}" => args ?? [],
            _ when element.Contains('*', StringComparison.Ordinal) => Matching(element),
            _ => [Language.Fill(element, places)],
        })];

        // An option may stand before the path, as in -r:{references}/*.dll.
        IEnumerable<string> Matching(string element)
        {
            var path = element.IndexOfAny(['{', '/']);
            return HostPath.All(Language.Fill(element[path..], places)).Select(found => element[..path] + found);
        }
    }

    /// <summary>Folders are shown at a place of their own inside, except in mode C.</summary>
    private string? Seen(string? inside)
    {
        foreach (var (usual, seen) in confined is null ? [] : ConfineCommand.Shown(confined))
        {
            if (inside?.StartsWith(usual + "/", StringComparison.Ordinal) is true)
                return seen + inside[usual.Length..];
        }

        return inside;
    }
}
