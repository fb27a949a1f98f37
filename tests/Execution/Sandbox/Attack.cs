using System.Globalization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>
/// One hostile program from tests/Execution/attacks. Its first comment lines say why it is there, which verdicts are right (<c>expect:</c>), the limits it is run with,
/// and the modes of every test run (A alone if not given; <c>--soak</c> runs all in both). It prints BREACH where it got what it must not get; names such as @SECRET_FILE@ are filled in.
/// </summary>
internal sealed record Attack(string Language, string Name, string Text, string[] Expect, RequestedLimits Limits, string[] Modes)
{
    private static readonly string Folder = Path.Combine(SandboxFixture.Root, "tests", "Execution", "attacks");

    public static IEnumerable<Attack> All()
        => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read);

    public static Attack Find(string language, string name) => All().Single(a => (a.Language, a.Name) == (language, name));

    public SandboxRequest Request(Host host) => SandboxFixture.Program(Language, host.Fill(Text), Limits, stdin: "some input\n");

    private static Attack Read(string file)
    {
        var text = File.ReadAllText(file);
        var header = text.Split('\n').TakeWhile(l => l.StartsWith('#') && l.Contains(": ", StringComparison.Ordinal) || l.StartsWith("// ", StringComparison.Ordinal))
            .Select(l => l.TrimStart('#', '/', ' ').Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        var limits = header.GetValueOrDefault("limits", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split('=')).ToDictionary(l => l[0], l => (int?)int.Parse(l[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new Attack(
            Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file), text, header["expect"].Split(' '),
            new RequestedLimits(limits.GetValueOrDefault("wallMs"), limits.GetValueOrDefault("compileWallMs"), limits.GetValueOrDefault("cpuMs"), limits.GetValueOrDefault("memoryMb")),
            header.GetValueOrDefault("modes", "A").Split(' '));
    }
}
