using System.Diagnostics;
using System.Globalization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Everything that runs might leave on the machine or in this process, counted from outside. Two of these are compared.</summary>
/// <param name="Descriptors">Of this process.</param>
/// <param name="Children">Of this process, ended ones that nobody waited for included.</param>
/// <param name="Mounts">In this process's namespace.</param>
/// <param name="Files">In the data directory, and wherever on the machine one belongs to a slot's uid.</param>
/// <param name="Groups">Control groups of slots.</param>
/// <param name="Processes">Of slots.</param>
internal sealed record Leftovers(
    IReadOnlyList<string> Descriptors, IReadOnlyList<string> Children, IReadOnlyList<string> Mounts, IReadOnlyList<string> Files, IReadOnlyList<string> Groups, IReadOnlyList<string> Processes)
{
    public static Leftovers Find(SandboxOptions options) => new(
        DescriptorLinks(),
        [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(t => Lines(Path.Combine(t, "children")))
            .SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))],
        Lines("/proc/self/mountinfo"),
        [.. Directory.EnumerateFileSystemEntries(options.DataDirectory, "*", SearchOption.AllDirectories), .. OwnedBySlots(options)],
        SandboxFixture.SlotGroups(options.FirstUid),
        SandboxFixture.SlotProcesses(options.FirstUid));

    /// <summary>What there is more than before, as sentences; empty if nothing.</summary>
    public IReadOnlyList<string> Since(Leftovers before)
        =>
        [
            .. More("descriptor", Descriptors, before.Descriptors), .. More("child", Children, before.Children), .. More("mount", Mounts, before.Mounts),
            .. More("file", Files, before.Files), .. More("control group", Groups, before.Groups), .. More("process", Processes, before.Processes),
        ];

    private static IEnumerable<string> More(string what, IReadOnlyList<string> now, IReadOnlyList<string> before)
    {
        var counts = before.CountBy(x => x, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, count) in now.CountBy(x => x, StringComparer.Ordinal))
        {
            if (count > counts.GetValueOrDefault(name))
                yield return $"{what}: {name} ({count} instead of {counts.GetValueOrDefault(name)})";
        }
    }

    /// <summary>By what they lead to; numbers of sockets and pipes say nothing from one look to the next. An assembly stays open once it is loaded, whoever needed it first.</summary>
    private static List<string> DescriptorLinks()
    {
        var found = new List<string>();
        foreach (var link in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var target = new FileInfo(link).LinkTarget;
            if (target is not null && !target.StartsWith("/proc/", StringComparison.Ordinal) && !target.EndsWith(".dll", StringComparison.Ordinal))
                found.Add(target.Split(":[")[0]);
        }

        return found;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return []; // a thread that ended meanwhile
        }
    }

    private static string[] OwnedBySlots(SandboxOptions options)
    {
        if (!SandboxFixture.IsRoot)
            return []; // its sandboxes have the uid of everything else here
        var (before, end) = ((options.FirstUid - 1).ToString(CultureInfo.InvariantCulture), (options.FirstUid + Slot.Count).ToString(CultureInfo.InvariantCulture));
        // What cannot be read any more was somebody else's and is gone.
        using var find = Process.Start(new ProcessStartInfo("/usr/bin/find", ["/tmp", "/var/tmp", "/dev/shm", "/run", "-xdev", "-maxdepth", "3", "-uid", "+" + before, "-uid", "-" + end])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        find.ErrorDataReceived += (_, _) => { };
        find.BeginErrorReadLine();
        // A stream that was asked for stays open when its process is disposed, and would be a descriptor of ours.
        using var output = find.StandardOutput;
        var found = output.ReadToEnd();
        find.WaitForExit();
        return found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
