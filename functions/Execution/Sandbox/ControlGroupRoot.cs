namespace CodeMeet.Execution.Sandbox;

/// <summary>Where this service may make control groups: below the group it runs in, found from /proc.</summary>
/// <param name="Cpu">Null where there is no processor controller.</param>
internal sealed record ControlGroupRoot(bool IsV2, string Memory, string Pids, string? Cpu)
{
    /// <summary>A run's share of the machine: one processor doubles the time of javac, more than two are another room's.</summary>
    public const int MaxProcessors = 2;

    /// <summary>The distinct directories below which a run gets one of its own.</summary>
    public IEnumerable<string> Parents => new[] { Memory, Pids, Cpu }.OfType<string>().Distinct(StringComparer.Ordinal);

    /// <exception cref="SandboxUnavailableException">No memory and pids controllers that this process may use.</exception>
    public static ControlGroupRoot Find()
    {
        // "4:memory:/path" for each v1 hierarchy, "0::/path" for v2.
        var own = File.ReadLines("/proc/self/cgroup").Select(l => l.Split(':', 3)).ToList();
        var mounts = File.ReadLines("/proc/self/mountinfo").Select(ParseMount).ToList();

        string? V1(string controller)
        {
            var mount = mounts.Find(m => m.Type is "cgroup" && m.Options.Split(',').Contains(controller, StringComparer.Ordinal));
            var path = own.Find(o => o[1].Split(',').Contains(controller, StringComparer.Ordinal))?[2];
            return mount == default || path is null ? null : Below(mount, path);
        }

        if (V1("memory") is { } memory && V1("pids") is { } pids)
            return new ControlGroupRoot(IsV2: false, memory, pids, V1("cpu"));

        var unified = mounts.Find(m => m.Type is "cgroup2");
        if (unified == default || own.Find(o => o[0] is "0")?[2] is not { } ownPath)
            throw new SandboxUnavailableException("No control groups are mounted.");
        return Delegate(Below(unified, ownPath), unified.Point);
    }

    /// <summary>
    /// Version 2 lets a group hand controllers to its children only while it holds no process itself. Alone in its group (a container, a systemd unit with Delegate=yes)
    /// the service moves into a child; otherwise it makes a group at the top of what it sees.
    /// </summary>
    private static ControlGroupRoot Delegate(string own, string top)
    {
        var controllers = File.ReadAllText(Path.Combine(own, "cgroup.controllers")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (!controllers.Contains("memory") || !controllers.Contains("pids"))
            throw new SandboxUnavailableException("The control group of this service has no memory and pids controllers.");
        var wanted = controllers.Contains("cpu") ? "+memory +pids +cpu" : "+memory +pids";
        var self = $"{Environment.ProcessId}";
        string parent;
        if (File.ReadAllLines(Path.Combine(own, "cgroup.procs")) is [var only] && string.Equals(only, self, StringComparison.Ordinal) && !string.Equals(own, top, StringComparison.Ordinal))
        {
            var service = Directory.CreateDirectory(Path.Combine(own, "service")).FullName;
            File.WriteAllText(Path.Combine(service, "cgroup.procs"), self);
            parent = own;
        }
        else
        {
            File.WriteAllText(Path.Combine(top, "cgroup.subtree_control"), wanted);
            parent = Directory.CreateDirectory(Path.Combine(top, "codemeet")).FullName;
        }

        File.WriteAllText(Path.Combine(parent, "cgroup.subtree_control"), wanted);
        return new ControlGroupRoot(IsV2: true, parent, parent, controllers.Contains("cpu") ? parent : null);
    }

    private static (string Root, string Point, string Type, string Options) ParseMount(string line)
    {
        // "id parent major:minor root point options optional… - type source superoptions"
        var halves = line.Split(" - ", 2);
        var left = halves[0].Split(' ');
        var right = halves[1].Split(' ');
        return (left[3], left[4], right[0], right[^1]);
    }

    /// <summary>In a container the mount shows only a part of the hierarchy; a path outside it means that the mount's top is the best we have.</summary>
    private static string Below((string Root, string Point, string Type, string Options) mount, string path)
    {
        var relative = mount.Root is "/" ? path : path.StartsWith(mount.Root, StringComparison.Ordinal) ? path[mount.Root.Length..] : "/";
        var full = Path.Combine(mount.Point, relative.TrimStart('/'));
        return Directory.Exists(full) ? full : mount.Point;
    }
}
