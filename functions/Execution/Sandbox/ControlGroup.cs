using System.Globalization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// One run's control group: memory with everything the kernel holds for it, processes, processor share. Version 1 has a directory per controller, version 2 one for all.
/// </summary>
internal sealed class ControlGroup
{
    /// <summary>Of names; the slot's uid follows.</summary>
    private const string Prefix = "codemeet-";

    private static readonly TimeSpan RemoveDeadline = TimeSpan.FromSeconds(2);
    private readonly ControlGroupRoot _root;
    private readonly string _name;

    private ControlGroup(ControlGroupRoot root, string name)
    {
        _root = root;
        _name = name;
    }

    /// <summary>Files that a process writes "0" to in order to join.</summary>
    public IEnumerable<string> JoinFiles => Directories.Select(d => Path.Combine(d, "cgroup.procs"));

    private IEnumerable<string> Directories => _root.Parents.Select(p => Path.Combine(p, _name));

    private string Memory => Path.Combine(_root.Memory, _name);

    /// <summary>The slot must be the caller's; what a killed service left under its name is removed first.</summary>
    public static async Task<ControlGroup> CreateAsync(ControlGroupRoot root, int uid, TimeProvider time)
    {
        var name = $"{Prefix}{uid}";
        var group = new ControlGroup(root, name);
        if (group.Directories.Any(Directory.Exists))
            await group.RemoveAsync(time);
        try
        {
            foreach (var directory in group.Directories)
                Directory.CreateDirectory(directory);
            if (root.Cpu is { } cpu && Environment.ProcessorCount > ControlGroupRoot.MaxProcessors)
            {
                const int PeriodUs = 100_000;
                const int QuotaUs = PeriodUs * ControlGroupRoot.MaxProcessors;
                if (root.IsV2)
                    File.WriteAllText(Path.Combine(cpu, name, "cpu.max"), $"{QuotaUs} {PeriodUs}");
                else
                    Write(Path.Combine(cpu, name, "cpu.cfs_quota_us"), QuotaUs);
            }
        }
        catch
        {
            await group.RemoveAsync(time);
            throw;
        }

        return group;
    }

    /// <summary>Removes what killed services left behind: groups without processes, of slots that nobody holds.</summary>
    public static void Sweep(ControlGroupRoot root)
    {
        var left = root.Parents.SelectMany(parent => Directory.EnumerateDirectories(parent, Prefix + "*"))
            .GroupBy(directory => Path.GetFileName(directory)[Prefix.Length..], StringComparer.Ordinal);
        foreach (var directories in left)
        {
            // Whoever makes a group holds its slot.
            using var slot = int.TryParse(directories.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? Slot.TryTake(uid) : null;
            if (slot is null)
                continue;
            foreach (var directory in directories)
            {
                try
                {
                    Directory.Delete(directory);
                }
                catch (IOException)
                {
                    // Somebody lives in it; the next run on this slot ends that.
                }
            }
        }
    }

    /// <summary>What it gets of the processors where others want them too.</summary>
    public void SetShare(ProcessorShare share)
    {
        if (_root.Cpu is not { } cpu)
            return;
        var percent = (int)share;
        if (_root.IsV2)
            Write(Path.Combine(cpu, _name, "cpu.weight"), percent);
        else
            Write(Path.Combine(cpu, _name, "cpu.shares"), 1024 * percent / 100);
    }

    public void LimitProcesses(int count) => Write(Path.Combine(_root.Pids, _name, "pids.max"), count);

    /// <summary>Sets the limit for what follows, swap included. Lowering it makes the kernel give back what it can.</summary>
    /// <returns>False if more than that is in use and stays so: files in a tmpfs.</returns>
    public bool TryLimitMemory(long bytes)
    {
        try
        {
            LimitMemory(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>How many processes the kernel has killed here for want of memory.</summary>
    public long OomKills()
    {
        var file = Path.Combine(Memory, _root.IsV2 ? "memory.events" : "memory.oom_control");
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Ids of the processes inside, as this service sees them.</summary>
    public IReadOnlyList<int> Processes()
        => Directory.Exists(Memory)
            ? [.. File.ReadLines(Path.Combine(Memory, "cgroup.procs")).Select(l => int.Parse(l, CultureInfo.InvariantCulture))]
            : [];

    /// <summary>Kills whatever is still inside and removes the directories.</summary>
    public async Task RemoveAsync(TimeProvider time)
    {
        var start = time.GetTimestamp();
        foreach (var directory in Directories)
        {
            while (Directory.Exists(directory))
            {
                foreach (var pid in Processes())
                    Native.Kill(pid);
                try
                {
                    // Not recursive: the files in it are the kernel's, and rmdir takes them along.
                    Directory.Delete(directory);
                }
                catch (IOException) when (time.GetElapsedTime(start) < RemoveDeadline)
                {
                    // Busy until the last process has been reaped.
                    await Task.Delay(TimeSpan.FromMilliseconds(2), time, CancellationToken.None);
                }
            }
        }
    }

    private void LimitMemory(long bytes)
    {
        if (_root.IsV2)
        {
            Write(Path.Combine(Memory, "memory.max"), bytes);
            WriteIfThere("memory.swap.max", 0);
            return;
        }

        Write(Path.Combine(Memory, "memory.limit_in_bytes"), bytes);
        WriteIfThere("memory.memsw.limit_in_bytes", bytes);
    }

    private static void Write(string file, long value) => File.WriteAllText(file, value.ToString(CultureInfo.InvariantCulture));

    private void WriteIfThere(string file, long value)
    {
        var path = Path.Combine(Memory, file);
        if (File.Exists(path))
            Write(path, value);
    }
}

/// <summary>In percent of an ordinary run's.</summary>
internal enum ProcessorShare
{
    /// <summary>Eight to a processor beside that processor's ordinary run: together half of what it gets, though all of them compute.</summary>
    Interactive = 6,

    /// <summary>What waits for its run, or prepares an interactive one, whose compiler must still be done in time.</summary>
    Behind = 25,

    Ordinary = 100,
}
