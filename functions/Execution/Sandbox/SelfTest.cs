using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// Finds the strongest mode that really isolates here, by running the agent's probe in a sandbox of that mode. A mode that half works is not used:
/// "silently degraded" is how other runners were broken.
/// </summary>
internal static class SelfTest
{
    private const long ProbeMemoryBytes = 64 << 20;
    private const int ProbeProcesses = 16;

    private static readonly string[] WithoutGroups =
    [
        "No control group: memory is watched every 15 ms and capped per process, so a run can overshoot its limit for a moment.",
        "No control group: files in the run's tmpfs (at most 112 MiB) and processor share are not counted against the run.",
        "Memory shared between processes of a run counts once per process.",
    ];

    private static readonly string[] WithoutNamespaces =
    [
        "No namespaces: programs see which files, processes and network interfaces there are, though not what is in them. Strangers to each other must not share this machine.",
        "No sockets at all for programs, also not among their own processes, except pairs.",
    ];

    private static readonly string[] WithoutVolumes =
    [
        "Nothing can be mounted: one run at a time, in /work and /tmp of this container and without /dev/shm; files are counted ten times a second at most, and those that were deleted while open are not.",
    ];

    /// <returns>The mode, null if there is none, and what the operator should know.</returns>
    public static async Task<(SandboxMode? Mode, SandboxStatus Status)> RunAsync(SandboxOptions options, SandboxView view, TimeProvider time, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        try
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
                throw new SandboxUnavailableException("Programs are run on x86-64 Linux only.");
            var agent = await AgentBinary.ProvideAsync(options.DataDirectory, cancellationToken);
            int? firstUid = Native.EffectiveUid == 0 ? options.FirstUid : null;

            var hasBwrap = File.Exists(BwrapCommand.Bwrap);
            if (!hasBwrap && options.Mode is not "C")
                reasons.Add("bubblewrap is not installed (Debian package bubblewrap).");

            if (hasBwrap && options.Mode is null or "A" && await TryAsync("A", () => firstUid is null
                    ? throw new SandboxUnavailableException("Mode A needs root.")
                    : new SandboxMode(agent, ControlGroupRoot.Find(), firstUid, view)) is { } withGroups)
                return (withGroups, new SandboxStatus("A", true, reasons, []));

            if (hasBwrap && options.Mode is null or "B" && await TryAsync("B", () => new SandboxMode(agent, null, firstUid, view)) is { } without)
            {
                string[] weaknesses = firstUid is null ? [.. WithoutGroups, "Sandboxes share this service's uid; only their namespaces keep them apart."] : WithoutGroups;
                return (without, new SandboxStatus("B", true, reasons, weaknesses));
            }

            if (options.Mode is null or "C")
            {
                foreach (var walls in new[] { Walls.Volumes, Walls.Folders })
                {
                    if (await TryAsync("C", () => firstUid is null
                            ? throw new SandboxUnavailableException("Mode C needs root, for a uid per run.")
                            : new SandboxMode(agent, null, firstUid, view, walls)) is { } confined)
                        return (confined, new SandboxStatus("C", true, reasons, [.. WithoutGroups, .. WithoutNamespaces, .. walls is Walls.Folders ? WithoutVolumes : []]));
                }
            }
        }
        catch (Exception e) when (IsMachine(e))
        {
            reasons.Add(e.Message);
        }

        return (null, new SandboxStatus(null, false, reasons, []));

        async Task<SandboxMode?> TryAsync(string name, Func<SandboxMode> find)
        {
            try
            {
                var mode = find();
                if (await ProbeAsync(mode, time, cancellationToken) is not { } leak)
                    return mode;
                reasons.Add($"Mode {name} does not isolate: {leak}");
            }
            catch (Exception e) when (IsMachine(e))
            {
                reasons.Add($"Mode {name}: {e.Message}");
            }

            return null;
        }
    }

    /// <summary>Failures that say what this machine lacks, as opposed to mistakes in this program.</summary>
    private static bool IsMachine(Exception e)
        => e is SandboxUnavailableException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or TimeoutException;

    /// <returns>What the probe could do but must not, or null.</returns>
    private static async Task<string?> ProbeAsync(SandboxMode mode, TimeProvider time, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var cell = await Cell.OpenAsync(mode, isForLater: false, time);
        if (!cell.TryLimit(ProbeMemoryBytes, ProbeProcesses))
            return "the control group's memory limit cannot be set";
        if (cell.Group is { } group && group.Processes().Count == 0)
            return "the sandbox is not in its control group";

        var limits = new StageLimits(WallMs: 5000, CpuMs: 5000, OutputBytes: 4096, FileBytes: 1 << 20, Descriptors: 64, Processes: ProbeProcesses);
        foreach (var terminal in new[] { null, new TerminalSize(80, 24) })
        {
            var output = new StageOutput(keptBytes: 4096, live: null);
            await cell.Process.Agent.SendStageAsync(
                new AgentStage(terminal is null ? StageFlags.None : StageFlags.Terminal, [.. mode.IsConfined ? new[] { ConfineCommand.AgentInside, "--probe", $"{port}", "confined" } : [BwrapCommand.AgentInside, "--probe", $"{port}"]], [], limits, terminal), cancellationToken);
            var report = await cell.Process.Agent.ReceiveReportAsync(output, cancellationToken);
            var said = output.Kept(OutputStream.Stdout).ToText(4096).Text.Trim();
            if (said is not "isolated" || report is not { ExitCode: 0 })
                return said.Length > 0 ? said.ReplaceLineEndings("; ") : $"the probe{(terminal is null ? "" : " in a terminal")} ended with {report}";
        }

        return listener.Pending() ? "the host's network is reachable" : null;
    }
}
