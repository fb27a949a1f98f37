using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Sandboxes of all modes for a whole test run, on uids that no server uses, so that what they leave behind can be told from what others do.</summary>
internal static class SandboxFixture
{
    /// <summary>Process ids that have ranges of their own: as many as leave room for three ranges each below 2³¹.</summary>
    private const int Processes = 600_000;

    /// <summary>From one kind of range to the next.</summary>
    private const int Apart = Processes * Slot.Count;

    /// <summary>Per process, far above every uid that exists; a server or another test run on this machine has others.</summary>
    public static readonly int FirstUid = 1_000_000 + (Environment.ProcessId % Processes * Slot.Count);

    /// <summary>For apps, which keep sandboxes ready that are nobody's leftovers.</summary>
    public static readonly int FirstAppUid = FirstUid + Apart;

    /// <summary>For the soak, which counts what is left of its own runs only.</summary>
    public static readonly int FirstSoakUid = FirstAppUid + Apart;

    private static readonly DirectoryInfo Data = MakeData();
    private static readonly Lazy<LocalSandbox> A = new(() => Create("A"));
    private static readonly Lazy<LocalSandbox> B = new(() => Create("B"));
    private static readonly Lazy<LocalSandbox> C = new(() => Create("C"));

    public static string Root { get; } = FindRoot();

    public static bool IsRoot { get; } = Environment.UserName is "root";

    /// <summary>The strongest mode these tests may expect: root has control groups, other people have not.</summary>
    public static IReadOnlyList<string> Modes { get; } = IsRoot ? ["A", "B", "C"] : ["B"];

    public static Languages Languages { get; } = new(Options(null));

    public static LocalSandbox Mode(string mode) => mode switch { "A" => A.Value, "B" => B.Value, "C" => C.Value, _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null) };

    /// <summary>For the contract; skips where this user cannot have it.</summary>
    public static Task<ISandbox> OfModeAsync(string mode)
    {
        if (!Modes.Contains(mode, StringComparer.Ordinal))
            Assert.Inconclusive($"Mode {mode} needs root.");
        return Task.FromResult<ISandbox>(Mode(mode));
    }

    public static SandboxOptions Options(string? mode) => new(
        Data.FullName, Environment.GetEnvironmentVariable("Execution__Toolchains") ?? Path.Combine(Root, ".data", "toolchains"), mode, Parallel: 2, FirstUid, Pool: false);

    public static LocalSandbox Create(string? mode) => new(Options(mode), Languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);

    public static Task<SandboxResult> RunAsync(string mode, SandboxRequest request, CancellationToken stop) => Mode(mode).RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), stop);

    /// <summary>One file in the language's usual name.</summary>
    public static SandboxRequest Program(string language, string text, RequestedLimits? limits = null, string? stdin = null)
        => new(language, [new SourceFile(Languages.Find(language)!.FileName, text)], Stdin: stdin, Limits: limits);

    /// <summary>A sandbox can be had here, and in it this language.</summary>
    public static async Task NeedsAsync(string language)
    {
        Needs.Installed(File.Exists(BwrapCommand.Bwrap), "bubblewrap is not installed");
        Needs.Installed(AgentBinary.Compilers.Any(File.Exists), "gcc is not installed");
        Needs.Installed(await Languages.VersionAsync(Languages.Find(language)!) is not null, $"{language} is not installed: ./dev languages install {language}");
    }

    /// <summary>Processes of any slot of this fixture.</summary>
    public static IReadOnlyList<string> SlotProcesses() => SlotProcesses(FirstUid);

    /// <summary>Processes of any slot from that uid on.</summary>
    public static IReadOnlyList<string> SlotProcesses(int firstUid)
    {
        var found = new List<string>();
        foreach (var status in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Select(d => Path.Combine(d, "status")))
        {
            string[] lines;
            try
            {
                lines = File.ReadAllLines(status);
            }
            catch (IOException)
            {
                continue; // it ended meanwhile
            }

            var uid = int.Parse(lines.First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (uid >= firstUid && uid < firstUid + Slot.Count)
                found.Add(string.Join(' ', lines.Take(7)));
        }

        return found;
    }

    /// <summary>Control groups of any slot of this fixture.</summary>
    public static IReadOnlyList<string> SlotGroups() => SlotGroups(FirstUid);

    /// <summary>Control groups of any slot from that uid on.</summary>
    public static IReadOnlyList<string> SlotGroups(int firstUid)
        => [.. ControlGroupRoot.Find().Parents.SelectMany(p => Directory.EnumerateDirectories(p, "codemeet-*"))
            .Where(d => int.TryParse(Path.GetFileName(d)["codemeet-".Length..], out var uid) && uid >= firstUid && uid < firstUid + Slot.Count)];

    private static DirectoryInfo MakeData()
    {
        var data = Directory.CreateTempSubdirectory("codemeet-sandbox-tests-");
        AtEnd.Stop(() =>
        {
            data.Delete(recursive: true);
            foreach (var uid in new[] { FirstUid, FirstAppUid }.SelectMany(first => Enumerable.Range(first, IsRoot ? Slot.Count : 0)))
                File.Delete(Path.Combine(Slot.Folder, $"{uid}"));
            return Task.CompletedTask;
        });
        return data;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CodeMeet.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        return folder.FullName;
    }
}
