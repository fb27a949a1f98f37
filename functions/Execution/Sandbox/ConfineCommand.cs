namespace CodeMeet.Execution.Sandbox;

/// <summary>The argument list that turns into one sandbox of mode C: agent --launch …, which becomes the agent itself.</summary>
internal static class ConfineCommand
{
    /// <summary>The agent by a name that holds wherever it lies; its program file is all that user code may execute of it.</summary>
    public const string AgentInside = "/proc/self/exe";

    /// <summary>The last: OpenSSL, and with it node, does without this file but not with one it may not read.</summary>
    private static readonly string[] Readable = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ssl/openssl.cnf"];

    /// <param name="mode">What the self-test found, or tries.</param>
    /// <param name="slotUid">User code's.</param>
    /// <param name="onlySweep">Ends what an agent that was killed left behind, and nothing else.</param>
    public static List<string> Build(SandboxMode mode, int slotUid, bool onlySweep = false)
    {
        List<string> command =
        [
            Path.Combine(mode.AgentFolder, "agent"), "--launch", "--slot", $"{slotUid}", "--keeper", $"{KeeperUid(slotUid)}", "--volume", mode.Walls is Walls.Volumes ? "yes" : "no",
        ];
        foreach (var path in Readable.Concat(mode.View.Paths).Concat(Shown(mode).Select(f => f.Seen)))
            command.AddRange(["--read", path]);
        foreach (var (outside, _) in mode.Walls is Walls.Volumes ? mode.View.Folders : [])
            command.AddRange(["--show", outside]);
        if (onlySweep)
            command.AddRange(["--sweep", "yes"]);
        return command;
    }

    /// <summary>The folders of the view with where they are to be found inside: where they are, unless volumes may hide them.</summary>
    public static IEnumerable<(string Inside, string Seen)> Shown(SandboxMode mode)
        => mode.View.Folders.Select((folder, i) => (folder.Inside, mode.Walls is Walls.Volumes ? $"/mnt/{i}" : folder.Outside));

    /// <summary>The agent's own; slots of mode C use the lower half of their range.</summary>
    private static int KeeperUid(int slotUid) => slotUid + (Slot.Count / 2);
}
