namespace CodeMeet.Execution.Sandbox;

/// <summary>How sandboxes are made on this machine, as the self-test found.</summary>
/// <param name="Groups">Set in mode A.</param>
/// <param name="FirstUid">Set when the service is root and every run gets a uid of its own.</param>
/// <param name="View">The same for every language, so that a sandbox can be made before it is known what for.</param>
/// <param name="Walls">Other than namespaces in mode C.</param>
internal sealed record SandboxMode(string AgentFolder, ControlGroupRoot? Groups, int? FirstUid, SandboxView View, Walls Walls = Walls.Namespaces)
{
    public string Name => IsConfined ? "C" : Groups is null ? "B" : "A";

    public bool IsConfined => Walls is not Walls.Namespaces;
}

internal enum Walls
{
    Namespaces,

    /// <summary>Uids, Landlock and seccomp, with sized volumes of the run's own where programs write.</summary>
    Volumes,

    /// <summary>The same where nothing can be mounted: the container's own folders, so one run at a time.</summary>
    Folders,
}

/// <summary>What of the machine is shown read-only beside /usr.</summary>
/// <param name="Paths">Where they are.</param>
/// <param name="Folders">Elsewhere: toolchains that are not Debian's, and the languages' own files.</param>
/// <param name="NodeModules">Where inside the npm packages are that programs may import, or null.</param>
internal sealed record SandboxView(IReadOnlyList<string> Paths, IReadOnlyList<(string Outside, string Inside)> Folders, string? NodeModules)
{
    public static SandboxView Of(Languages languages, SandboxOptions options) => new(
        [.. languages.All.SelectMany(StagePlan.Mounts).Distinct(StringComparer.Ordinal)],
        [.. new[] { (options.Toolchains, BwrapCommand.ToolchainsInside), (languages.Folder, BwrapCommand.LanguagesInside) }.Where(f => Directory.Exists(f.Item1))],
        languages.All.FirstOrDefault(l => l.HasNpmToolchain && Directory.Exists(languages.Toolchain(l))) is { } npm ? $"{npm.ToolchainInside}/node_modules" : null);

    /// <summary>Whether it shows all that this machine has of a language by now. Cheap; a language can be installed while the service runs.</summary>
    public bool Shows(Language language, Languages languages, SandboxOptions options)
        => StagePlan.Mounts(language).All(path => Paths.Contains(path, StringComparer.Ordinal))
            && (!Directory.Exists(options.Toolchains) || Folders.Any(f => string.Equals(f.Outside, options.Toolchains, StringComparison.Ordinal)))
            && (NodeModules is not null || !language.HasNpmToolchain || !Directory.Exists(languages.Toolchain(language)));
}

/// <summary>One sandbox with everything that must be given back: slot, control group, process. Waits for sources when <see cref="OpenAsync"/> returns; used for one run.</summary>
internal sealed class Cell : IAsyncDisposable
{
    /// <summary>bwrap's two processes and the agent are in the group too.</summary>
    private const int OwnProcesses = 4;

    /// <summary>Room in the group for them and for page tables, beside the program.</summary>
    private const long OwnMemoryBytes = 8 << 20;

    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time;
    private readonly SandboxMode _mode;
    private readonly Slot? _slot;
    private SandboxProcess? _process;

    private Cell(TimeProvider time, SandboxMode mode, Slot? slot) => (_time, _mode, _slot) = (time, mode, slot);

    /// <summary>Null in mode B.</summary>
    public ControlGroup? Group { get; private set; }

    public SandboxProcess Process => _process ?? throw new InvalidOperationException("The sandbox has not been started.");

    /// <summary>Whether a warm host lives in it, which the first cold stage ends.</summary>
    public bool IsWarm { get; set; }

    /// <param name="mode">What the self-test found.</param>
    /// <param name="isForLater">Gets a smaller share of the processors until it is taken; mode A only.</param>
    /// <param name="time">Clock of the deadlines.</param>
    /// <exception cref="SandboxUnavailableException">It did not come up; says why.</exception>
    public static async Task<Cell> OpenAsync(SandboxMode mode, bool isForLater, TimeProvider time)
    {
        var cell = new Cell(time, mode, mode.FirstUid is { } first ? Slot.Take(first, mode.Walls switch { Walls.Namespaces => Slot.Count, Walls.Volumes => Slot.Count / 2, _ => 1 }) : null);
        try
        {
            if (mode.Groups is { } root)
            {
                cell.Group = await ControlGroup.CreateAsync(root, cell._slot!.Uid, time);
                if (isForLater)
                    cell.Group.SetShare(ProcessorShare.Behind);
            }

            cell._process = await SandboxProcess.StartAsync(
                mode.IsConfined ? ConfineCommand.Build(mode, cell._slot!.Uid) : BwrapCommand.Build(mode, cell._slot?.Uid, cell.Group), mode.IsConfined, time);
            await cell.AwaitAsync(await cell.HearAsync(null, ReadyDeadline, CancellationToken.None));
            return cell;
        }
        catch
        {
            await cell.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a language's warm host and waits until it is ready.</summary>
    /// <exception cref="SandboxUnavailableException">It is not; says what the host said.</exception>
    public async Task WarmUpAsync(AgentStage stage, CancellationToken cancellationToken)
    {
        var output = new StageOutput(keptBytes: 4096, live: null);
        await Process.Agent.SendStageAsync(stage, CancellationToken.None);
        var report = await HearAsync(output, TimeSpan.FromMilliseconds(stage.Limits.WallMs) + ReadyDeadline, cancellationToken);
        if (report is not { Kind: AgentReportKind.Ready })
            throw new SandboxUnavailableException($"The warm host ended with {report?.ToString() ?? "its sandbox"}: {output.Kept(OutputStream.Stderr).ToText(4096).Text.Trim()}");
        IsWarm = true;
    }

    /// <summary>Limits the whole sandbox from now on. In mode B each stage has its own limits only.</summary>
    /// <param name="memoryBytes">Of the program.</param>
    /// <param name="processes">With threads.</param>
    /// <param name="share">Mode A only.</param>
    /// <returns>False if more than that is in use and stays so: files in a tmpfs.</returns>
    public bool TryLimit(long memoryBytes, int processes, ProcessorShare share = ProcessorShare.Ordinary)
    {
        Group?.SetShare(share);
        Group?.LimitProcesses(processes + OwnProcesses);
        return Group?.TryLimitMemory(memoryBytes + OwnMemoryBytes) ?? true;
    }

    /// <summary>Kills what is left. Nothing of the run remains when this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is not null)
                await _process.DisposeAsync();
            // Elsewhere the kernel ends what is left together with the agent.
            if (_mode.IsConfined && _process is { WasKilled: true })
                await (await SandboxProcess.StartAsync(ConfineCommand.Build(_mode, _slot!.Uid, onlySweep: true), confined: true, _time)).DisposeAsync();
            if (Group is not null)
                await Group.RemoveAsync(_time);
        }
        finally
        {
            _slot?.Dispose();
        }
    }

    /// <summary>Null when the agent is gone or says nothing in time.</summary>
    private async Task<AgentReport?> HearAsync(StageOutput? output, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await Process.Agent.ReceiveReportAsync(output, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task AwaitAsync(AgentReport? report)
    {
        if (report is { Kind: AgentReportKind.Ready })
            return;
        Process.Kill();
        using var complaint = new StreamReader(Process.Complaints, leaveOpen: true);
        throw new SandboxUnavailableException($"The sandbox did not come up: {(await complaint.ReadToEndAsync()).Trim()}");
    }
}
