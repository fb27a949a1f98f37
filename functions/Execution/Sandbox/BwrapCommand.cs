namespace CodeMeet.Execution.Sandbox;

/// <summary>The argument list that turns into one sandbox: agent --launch …, then bwrap, then the agent as PID 1.</summary>
internal static class BwrapCommand
{
    public const string Bwrap = "/usr/bin/bwrap";

    /// <summary>Descriptor of the seccomp program.</summary>
    public const int SeccompDescriptor = 9;

    /// <summary>Where the folders of toolchains that lie outside /usr appear (Execution:Toolchains).</summary>
    public const string ToolchainsInside = "/toolchain";

    /// <summary>Where the languages' own folders do.</summary>
    public const string LanguagesInside = "/languages";

    /// <summary>Folder of the program's files and of what they are compiled to; the agent (agent/files.c) and the page (diagnostics.ts) know it too.</summary>
    public const string WorkInside = "/work";

    public const string AgentInside = "/sbx-init";

    private const string TemporaryBytes = "67108864"; // compilers' intermediate files
    private const string WorkBytes = "33554432"; // sources and what they are compiled to
    private const string SharedMemoryBytes = "16777216";
    private const string EmptyBytes = "4096";

    /// <summary>Host facts below /proc that a namespace does not hide. Which exist depends on the kernel, hence the check.</summary>
    private static readonly string[] MaskedFiles =
        ["/proc/keys", "/proc/key-users", "/proc/kallsyms", "/proc/config.gz", "/proc/timer_list", "/proc/sched_debug", "/proc/cmdline", "/proc/modules", "/proc/iomem", "/proc/ioports"];

    private static readonly string[] MaskedFolders = ["/proc/acpi", "/proc/scsi", "/proc/bus", "/proc/fs", "/proc/driver", "/proc/pressure"];

    /// <param name="mode">What the self-test found.</param>
    /// <param name="slotUid">Set when the service is root: the uid to drop to.</param>
    /// <param name="group">To join; null in mode B.</param>
    public static List<string> Build(SandboxMode mode, int? slotUid, ControlGroup? group)
    {
        List<string> command = [Path.Combine(mode.AgentFolder, "agent"), "--launch"];
        foreach (var file in group?.JoinFiles ?? [])
            command.AddRange(["--group", file]);
        // As root the slot's uid may not be able to reach these paths, so the launcher shows them below /tmp, in its own mount namespace.
        var exposed = 0;
        string Expose(string folder)
        {
            if (slotUid is null)
                return folder;
            command.AddRange(["--expose", folder]);
            return $"/tmp/{exposed++}";
        }

        var etc = Expose(mode.AgentFolder);
        var folders = mode.View.Folders.Select(f => (Outside: Expose(f.Outside), f.Inside)).ToList();
        if (slotUid is { } uid)
            command.AddRange(["--slot", $"{uid}"]);

        command.AddRange(["--", Bwrap,
            "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup",
            "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL",
            "--new-session", "--die-with-parent", "--as-pid-1", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
            "--ro-bind", $"{etc}/passwd", "/etc/passwd", "--ro-bind", $"{etc}/group", "/etc/group", "--ro-bind", $"{etc}/hosts", "/etc/hosts",
            "--ro-bind", $"{etc}/agent", AgentInside]);
        foreach (var path in mode.View.Paths.Prepend("/etc/ld.so.cache").Prepend("/etc/alternatives"))
            command.AddRange(["--ro-bind-try", path, path]);
        foreach (var (outside, inside) in folders)
            command.AddRange(["--ro-bind", outside, inside]);
        if (mode.View.NodeModules is { } packages)
            command.AddRange(["--symlink", packages, "/node_modules"]); // where node and tsc look from /work upwards

        // What a namespace of its own lets it set (message queues, process ids) it could set for the agent too.
        command.AddRange(["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]);
        foreach (var file in MaskedFiles.Where(File.Exists))
            command.AddRange(["--ro-bind", "/dev/null", file]);
        foreach (var folder in MaskedFolders.Where(Directory.Exists))
            command.AddRange(["--size", EmptyBytes, "--tmpfs", folder, "--remount-ro", folder]);
        // --size belongs to the next --tmpfs. / and /dev are tmpfs of half the memory that the sandbox's uid owns: read-only, last.
        command.AddRange(["--dev", "/dev", "--size", SharedMemoryBytes, "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
            "--size", TemporaryBytes, "--tmpfs", "/tmp", "--size", WorkBytes, "--tmpfs", WorkInside, "--remount-ro", "/",
            "--chdir", WorkInside, "--seccomp", $"{SeccompDescriptor}", AgentInside]);
        return command;
    }
}
