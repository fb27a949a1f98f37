using System.Net.Sockets;

namespace CodeMeet.Execution.Sandbox;

/// <summary>One request from sources to verdict. Used once.</summary>
internal sealed class SandboxRun(SandboxMode mode, Language language, string? toolchain, string version, SandboxRequest request, SandboxTalk talk, TimeProvider time)
{
    /// <summary>Kept of a run's stdout and stderr together.</summary>
    public const int KeptBytes = 1 << 20;

    /// <summary>Kept of the compiler's output, which a request's limit is not about: diagnostics are wanted whole.</summary>
    private const int CompileKeptBytes = 1 << 20;

    /// <summary>Room in the control group for bwrap, the agent and page tables, beside the program.</summary>
    private const long OwnMemoryBytes = 8 << 20;

    private readonly LanguageLimits _limits = Limits(language, request, talk);

    /// <summary>Whether people type while it runs.</summary>
    public static bool IsInteractive(SandboxRequest request, SandboxTalk talk) => request.Terminal is not null || talk.Input is not null;

    /// <summary>A verdict of ours without a run.</summary>
    public static SandboxResult Failed(string fault) => new(Verdict.InfraError, null, null, null, "", "", false, false, null, null, null, null, null, Fault: fault);

    public async Task<SandboxResult> RunAsync(CancellationToken stop)
    {
        var plan = new StagePlan(language, request, _limits, mode.Groups is not null);
        var compile = plan.Compile();
        var runBytes = plan.RunMemoryBytes + OwnMemoryBytes;
        Cell cell;
        try
        {
            cell = await Cell.OpenAsync(mode, toolchain, StagePlan.Mounts(language), compile is null ? runBytes : plan.CompileMemoryBytes + OwnMemoryBytes,
                compile is null ? StagePlan.RunProcesses : StagePlan.CompileProcesses, time);
        }
        catch (Exception e) when (e is SandboxUnavailableException or IOException or System.ComponentModel.Win32Exception)
        {
            return Failed(e.Message);
        }

        await using (cell)
        {
            var live = new OutputFeed(talk.OnOutput);
            var stages = new Stages(cell, live, time, stop);
            try
            {
                foreach (var file in request.Files)
                    await cell.Process.Agent.SendFileAsync(file, CancellationToken.None);

                CompileResult? compiled = null;
                if (compile is not null)
                {
                    var output = new StageOutput(CompileKeptBytes, live);
                    var end = await stages.RunAsync(compile, output, input: null);
                    var (status, limit) = Verdicts.Decide(end, isCompile: true, _limits, saysOutOfMemory: false);
                    var (text, cut) = output.Kept(OutputStream.Compile).ToText(CompileKeptBytes);
                    compiled = new CompileResult(text, cut, (end.Report?.WallUs ?? 0) / 1000);
                    if (status is Verdict.Ok && cell.Group?.TryLimitMemory(runBytes) is false)
                        (status, limit) = (Verdict.MemoryLimit, LimitNames.Memory);
                    if (status is not Verdict.Ok)
                        return await EndAsync(new SandboxResult(
                            status, null, null, compiled, "", "", false, false, null, null, null, limit, version, request.Tests is null ? null : [], Fault(status, end, text)));
                }

                return await EndAsync(request.Tests is { } tests ? await RunCasesAsync(stages, plan, tests, compiled) : await RunOnceAsync(stages, plan, compiled, live));
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
            {
                return Failed(e.Message);
            }

            async Task<SandboxResult> EndAsync(SandboxResult result)
            {
                await live.EndAsync();
                return result;
            }
        }
    }

    private static LanguageLimits Limits(Language language, SandboxRequest request, SandboxTalk talk)
    {
        var limits = language.Limits;
        if (IsInteractive(request, talk))
            limits = limits with { WallMs = InteractiveLimits.WallMs };
        return limits.Lower(request.Limits);
    }

    private async Task<SandboxResult> RunOnceAsync(Stages stages, StagePlan plan, CompileResult? compiled, OutputFeed live)
    {
        var kept = Math.Min(KeptBytes, _limits.OutputBytes);
        var output = new StageOutput(kept, live);
        var end = await stages.RunAsync(plan.Run(IsInteractive(request, talk)), output, new StageInput(request.Stdin ?? "", talk.Input));
        var (outBudget, errorBudget) = Share(kept, output.Kept(OutputStream.Stdout).Length, output.Kept(OutputStream.Stderr).Length);
        var (stdout, stdoutCut) = output.Kept(OutputStream.Stdout).ToText(outBudget);
        var (stderr, stderrCut) = output.Kept(OutputStream.Stderr).ToText(errorBudget);
        var (status, limit) = Decide(end, request.Terminal is null ? stderr : stdout);
        var report = end.Report;
        return new SandboxResult(
            status, report?.ExitCode, report is null ? null : Verdicts.SignalName(report), compiled, stdout, stderr, stdoutCut, stderrCut,
            report?.CpuUs / 1000, report?.WallUs / 1000, report?.PeakKib, limit, version, Fault: Fault(status, end, stderr));
    }

    private async Task<SandboxResult> RunCasesAsync(Stages stages, StagePlan plan, IReadOnlyList<TestCase> tests, CompileResult? compiled)
    {
        var results = new CaseResult?[tests.Count];
        string? fault = null;
        var status = Verdict.Ok;
        foreach (var index in TestCases.Order(tests))
        {
            var test = tests[index];
            var output = new StageOutput(2 * TestCases.MaxOutputBytes, live: null);
            var end = await stages.RunAsync(plan.Case(test), output, new StageInput(test.Stdin));
            var result = Judge(test, end, output);
            // One that had not begun when the stop came says nothing.
            if (end.Report is not null || end.Overdue)
            {
                results[index] = result;
                if (talk.OnCase is { } onCase)
                    await onCase(index, result);
            }

            if (result.Status is Verdict.Cancelled or Verdict.InfraError || end.Report is null)
            {
                status = result.Status is Verdict.Cancelled ? Verdict.Cancelled : Verdict.InfraError;
                fault = Fault(status, end, result.Stderr);
                break;
            }
        }

        return new SandboxResult(status, null, null, compiled, "", "", false, false, null, null, null, null, version, [.. results.OfType<CaseResult>()], fault);
    }

    private CaseResult Judge(TestCase test, StageEnd end, StageOutput output)
    {
        var (stdout, stdoutCut) = output.Kept(OutputStream.Stdout).ToText(TestCases.ToldBytes);
        var (stderr, stderrCut) = output.Kept(OutputStream.Stderr).ToText(TestCases.ToldBytes);
        var (status, limit) = Decide(end, stderr);
        if (status is Verdict.Ok && !TestCases.IsRight(test.Checker, test.Expected, output.Kept(OutputStream.Stdout).ToText(TestCases.MaxOutputBytes).Text))
            status = Verdict.WrongAnswer;
        var report = end.Report;
        return new CaseResult(
            test.Name, test.Hidden, status, stdout, stderr, stdoutCut, stderrCut, report?.ExitCode, report is null ? null : Verdicts.SignalName(report),
            report?.CpuUs / 1000, report?.WallUs / 1000, report?.PeakKib, limit);
    }

    private (string Status, string? LimitHit) Decide(StageEnd end, string errors)
        => Verdicts.Decide(end, isCompile: false, _limits, saysOutOfMemory: language.MemoryMarkers.Any(m => errors.Contains(m, StringComparison.Ordinal)));

    private static string? Fault(string status, StageEnd end, string said) => status is Verdict.InfraError ? $"stage ended with {end.Report?.ToString() ?? "no report"}; {said}" : null;

    /// <summary>Both streams whole if they fit; else the error stream keeps what is free, but at least a quarter.</summary>
    private static (int Stdout, int Stderr) Share(int budget, int stdout, int stderr)
    {
        var errors = Math.Min(stderr, Math.Max(budget / 4, budget - stdout));
        return (Math.Max(0, budget - errors), errors);
    }
}
