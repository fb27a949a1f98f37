namespace CodeMeet.Execution.Sandbox;

/// <summary>How sandboxes are made on this machine, as the self-test found.</summary>
/// <param name="Groups">Set in mode A.</param>
/// <param name="FirstUid">Set when the service is root and every run gets a uid of its own.</param>
internal sealed record SandboxMode(string AgentFolder, ControlGroupRoot? Groups, int? FirstUid)
{
    public string Name => Groups is null ? "B" : "A";
}

/// <summary>One sandbox with everything that must be given back: slot, control group, process. Ready for sources when <see cref="OpenAsync"/> returns.</summary>
internal sealed class Cell : IAsyncDisposable
{
    /// <summary>bwrap's two processes and the agent are in the group too.</summary>
    private const int OwnProcesses = 4;

    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time;
    private readonly Slot? _slot;
    private SandboxProcess? _process;

    private Cell(TimeProvider time, Slot? slot) => (_time, _slot) = (time, slot);

    /// <summary>Null in mode B.</summary>
    public ControlGroup? Group { get; private set; }

    public SandboxProcess Process => _process ?? throw new InvalidOperationException("The sandbox has not been started.");

    /// <param name="memoryBytes">Limit for the sandbox until told otherwise; mode A only.</param>
    /// <exception cref="SandboxUnavailableException">It did not come up; says why.</exception>
    public static async Task<Cell> OpenAsync(SandboxMode mode, string? toolchain, IEnumerable<string> readOnly, long memoryBytes, int maxProcesses, TimeProvider time)
    {
        var cell = new Cell(time, mode.FirstUid is { } first ? Slot.Take(first) : null);
        try
        {
            if (mode.Groups is { } root)
            {
                cell.Group = await ControlGroup.CreateAsync(root, $"codemeet-{cell._slot!.Uid}", maxProcesses + OwnProcesses, time);
                if (!cell.Group.TryLimitMemory(memoryBytes))
                    throw new SandboxUnavailableException("The control group's memory limit cannot be set.");
            }

            var command = BwrapCommand.Build(mode.AgentFolder, toolchain, readOnly, cell._slot?.Uid, cell.Group);
            cell._process = await SandboxProcess.StartAsync(command, time);
            await cell.AwaitReadyAsync();
            return cell;
        }
        catch
        {
            await cell.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills what is left. Nothing of the run remains when this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is not null)
                await _process.DisposeAsync();
            if (Group is not null)
                await Group.RemoveAsync(_time);
        }
        finally
        {
            _slot?.Dispose();
        }
    }

    private async Task AwaitReadyAsync()
    {
        using var deadline = new CancellationTokenSource(ReadyDeadline, _time);
        AgentReport? report;
        try
        {
            report = await Process.Agent.ReceiveReportAsync(output: null, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new SandboxUnavailableException($"The sandbox did not come up within {ReadyDeadline.TotalSeconds} s.");
        }

        if (report is { Kind: AgentReportKind.Ready })
            return;
        Process.Kill();
        using var complaint = new StreamReader(Process.Complaints, leaveOpen: true);
        throw new SandboxUnavailableException($"The sandbox did not come up: {(await complaint.ReadToEndAsync(deadline.Token)).Trim()}");
    }
}
