using System.Globalization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>
/// One hostile program from tests/Execution/attacks. Its first comment lines say why it is there, what it is about, which verdicts are right (<c>expect:</c>), the limits it is run with,
/// as what (<c>as:</c> a terminal, or visible and hidden cases), the modes of every test run (<c>--soak</c> runs all in all), and the capability without which a service cannot contain it (<c>needs: SYS_RESOURCE</c>).
/// What is <c>weak in C</c> or <c>weak in a container</c> is not run there (docs/sandbox.md says why); what runs in B in every test run does so in C.
/// It prints BREACH where it got what it must not get; names such as @SECRET_FILE@ are filled in.
/// </summary>
internal sealed record Attack(string Language, string Name, string About, string As, string Text, string[] Expect, RequestedLimits Limits, string[] Modes, string Needs, string? WeakInC, string? WeakInContainer)
{
    /// <summary>Whether the mode is meant to contain it.</summary>
    public bool HoldsIn(string mode) => mode is not "C" || WeakInC is null;

    private static readonly string Folder = Path.Combine(SandboxFixture.Root, "tests", "Execution", "attacks");

    /// <summary>Root in a container often lacks this one.</summary>
    private static readonly bool HasSysResource = (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim(), 16) >> 24 & 1) != 0;

    public static IReadOnlyList<Attack> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read).Where(a => a.Needs is "" || HasSysResource)];

    public static Attack Find(string language, string name) => All.Single(a => (a.Language, a.Name) == (language, name));

    public SandboxRequest Request(Host host)
    {
        var request = SandboxFixture.Program(Language, host.Fill(Text), Limits);
        return As switch
        {
            "" => request with { Stdin = "some input\n" },
            "terminal" => request with { Stdin = "some input\n", Terminal = Talk.Size },
            // What is hidden is the host's secret: it may come out of hidden cases only.
            "cases" => request with { Tests = [new("hidden 1", $"{host.Secret}\n", "", Hidden: true), new("visible 1", "visible\n", ""), new("hidden 2", $"{host.Secret}\n", "", Hidden: true), new("visible 2", "visible\n", "")] },
            _ => throw new InvalidDataException($"{Language}/{Name} is run as '{As}'."),
        };
    }

    private static Attack Read(string file)
    {
        var text = File.ReadAllText(file);
        var header = text.Split('\n').TakeWhile(l => l.StartsWith('#') && l.Contains(": ", StringComparison.Ordinal) || l.StartsWith("// ", StringComparison.Ordinal))
            .Select(l => l.TrimStart('#', '/', ' ').Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        var limits = header.GetValueOrDefault("limits", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split('=')).ToDictionary(l => l[0], l => (int?)int.Parse(l[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new Attack(
            Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file), header["about"], header.GetValueOrDefault("as", ""), text, header["expect"].Split(' '),
            new RequestedLimits(limits.GetValueOrDefault("wallMs"), limits.GetValueOrDefault("compileWallMs"), limits.GetValueOrDefault("cpuMs"), limits.GetValueOrDefault("memoryMb")),
            header.GetValueOrDefault("modes", "").Split(' '), header.GetValueOrDefault("needs", ""), header.GetValueOrDefault("weak in C"), header.GetValueOrDefault("weak in a container"));
    }
}
