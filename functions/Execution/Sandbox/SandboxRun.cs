using System.Net.Sockets;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <summary>One request from sources to verdict. Used once.</summary>
internal sealed class SandboxRun(
    SandboxMode mode, Language language, string? toolchain, string version, SandboxRequest request, Func<OutputChunk, ValueTask> onOutput, TimeProvider time)
{
    /// <summary>Kept of a run's stdout and stderr together.</summary>
    public const int KeptBytes = 1 << 20;

    /// <summary>Room in the control group for bwrap, the agent and page tables, beside the program.</summary>
    private const long OwnMemoryBytes = 8 << 20;

    /// <summary>How much later than the agent's clocks ours strike. With killing and reaping this stays below X2's second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    private readonly LanguageLimits _limits = language.Limits.Lower(request.Limits);

    /// <summary>A verdict of ours without a run.</summary>
    public static SandboxResult Failed(string fault) => new(Verdict.InfraError, null, null, null, "", "", false, false, null, null, null, null, null, Fault: fault);

    public async Task<SandboxResult> RunAsync(CancellationToken stop)
    {
        var compile = StagePlan.Compile(language, request, _limits);
        var runBytes = ((long)_limits.MemoryMb << 20) + OwnMemoryBytes;
        Cell cell;
        try
        {
            cell = await Cell.OpenAsync(mode, toolchain, StagePlan.Mounts(language), compile is null ? runBytes : StagePlan.CompileMemoryBytes(language) + OwnMemoryBytes,
                compile is null ? StagePlan.RunProcesses : StagePlan.CompileProcesses, time);
        }
        catch (Exception e) when (e is SandboxUnavailableException or IOException or System.ComponentModel.Win32Exception)
        {
            return Failed(e.Message);
        }

        await using (cell)
        {
            using var abandon = new CancellationTokenSource();
            var pump = new OutputPump(Math.Min(KeptBytes, _limits.OutputBytes), _limits.OutputBytes, onOutput);
            var process = cell.Process;
            var output = pump.RunAsync([(OutputStream.Stdout, process.Stdout), (OutputStream.Stderr, process.Stderr), (OutputStream.Compile, process.Compile)], abandon.Token);
            var input = FeedAsync(process.Stdin, abandon.Token);
            try
            {
                var stages = new Stages(cell, pump, output, time, stop);
                foreach (var file in request.Files)
                    await process.Agent.SendFileAsync(file, CancellationToken.None);

                StageEnd? compiled = null;
                if (compile is not null)
                {
                    compiled = await stages.RunAsync(compile, Grace);
                    var (status, limit) = Verdicts.Decide(compiled, isCompile: true, _limits, saysOutOfMemory: false);
                    if (status is not Verdict.Ok)
                        return await FinishAsync(status, limit, compiled, ended: null);
                    if (cell.Group?.TryLimitMemory(runBytes) is false)
                        return await FinishAsync(Verdict.MemoryLimit, LimitNames.Memory, compiled, ended: null);
                }

                var ended = await stages.RunAsync(StagePlan.Run(language, request, _limits, cell.Group is not null), Grace);
                return await FinishAsync(null, null, compiled, ended);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                return Failed(e.Message);
            }
            finally
            {
                await abandon.CancelAsync();
                await input;
            }

            async Task<SandboxResult> FinishAsync(string? status, string? limit, StageEnd? compiled, StageEnd? ended)
            {
                await process.EndAsync(output);
                return Result(pump, status, limit, compiled, ended);
            }
        }
    }

    private SandboxResult Result(OutputPump pump, string? status, string? limit, StageEnd? compiled, StageEnd? ended)
    {
        var (outBudget, errorBudget) = Share(Math.Min(KeptBytes, _limits.OutputBytes), pump.Kept(OutputStream.Stdout).Length, pump.Kept(OutputStream.Stderr).Length);
        var (stdout, stdoutCut) = pump.Kept(OutputStream.Stdout).ToText(outBudget);
        var (stderr, stderrCut) = pump.Kept(OutputStream.Stderr).ToText(errorBudget);
        if (ended is not null)
        {
            var saysOutOfMemory = language.MemoryMarkers.Any(m => stderr.Contains(m, StringComparison.Ordinal));
            // Again, as the last of the output may have been read after the program had ended.
            (status, limit) = Verdicts.Decide(ended with { OverOutput = ended.OverOutput || pump.OverLimit.IsCompleted }, isCompile: false, _limits, saysOutOfMemory);
        }

        CompileResult? compile = null;
        if (compiled is not null)
        {
            var (text, cut) = pump.Kept(OutputStream.Compile).ToText(OutputPump.CompileKeptBytes);
            compile = new CompileResult(text, cut, (compiled.Report?.WallUs ?? 0) / 1000);
        }

        var report = ended?.Report;
        return new SandboxResult(
            status!, report?.ExitCode, report is null ? null : Verdicts.SignalName(report), compile, stdout, stderr, stdoutCut, stderrCut,
            report?.CpuUs / 1000, report?.WallUs / 1000, report?.PeakKib, limit, version,
            Fault: status is Verdict.InfraError ? $"stage ended with {(ended ?? compiled)?.Report?.ToString() ?? "no report"}; {stderr}" : null);
    }

    /// <summary>Both streams whole if they fit; else the error stream keeps what is free, but at least a quarter.</summary>
    private static (int Stdout, int Stderr) Share(int budget, int stdout, int stderr)
    {
        var errors = Math.Min(stderr, Math.Max(budget / 4, budget - stdout));
        return (Math.Max(0, budget - errors), errors);
    }

    private async Task FeedAsync(Stream stdin, CancellationToken abandon)
    {
        try
        {
            await stdin.WriteAsync(Encoding.UTF8.GetBytes(request.Stdin ?? ""), abandon);
            await stdin.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The program ended, or closed its input, without reading all of it.
        }
    }
}
