using System.Net.Sockets;

namespace CodeMeet.Execution.Sandbox;

/// <summary>One request from sources to verdict. Used once.</summary>
internal sealed partial class SandboxRun(
    SandboxMode mode, CellPool? pool, Action<Cell> retire, Language language, string version, SandboxRequest request, SandboxTalk talk, TimeProvider time, ILogger logger)
{
    /// <summary>Kept of a run's stdout and stderr together.</summary>
    public const int KeptBytes = 1 << 20;

    /// <summary>Kept of the compiler's output, which a request's limit is not about: diagnostics are wanted whole.</summary>
    private const int CompileKeptBytes = 1 << 20;

    private readonly LanguageLimits _limits = Limits(language, request, talk);

    /// <summary>Whether people type while it runs.</summary>
    public static bool IsInteractive(SandboxRequest request, SandboxTalk talk) => request.Terminal is not null || talk.Input is not null;

    /// <summary>A verdict of ours without a run.</summary>
    public static SandboxResult Failed(string fault) => new(Verdict.InfraError, null, null, null, "", "", false, false, null, null, null, null, null, Fault: fault);

    public async Task<SandboxResult> RunAsync(CancellationToken stop)
    {
        var plan = new StagePlan(language, request, _limits, mode.Groups is not null, mode.IsConfined ? mode : null);
        Cell cell;
        try
        {
            cell = (pool is null ? null : await pool.TakeAsync(language, plan.MayBeWarm)) ?? await Cell.OpenAsync(mode, isForLater: false, time);
        }
        catch (Exception e) when (e is SandboxUnavailableException or IOException or System.ComponentModel.Win32Exception)
        {
            return Failed(e.Message);
        }

        var live = new OutputFeed(talk.OnOutput);
        var stages = new Stages(cell, live, time, stop);
        try
        {
            var isCompiled = language.Compile is not null;
            var isInteractive = IsInteractive(request, talk);
            var share = isInteractive ? ProcessorShare.Interactive : ProcessorShare.Ordinary;
            if (!(isCompiled
                ? cell.TryLimit(plan.CompileMemoryBytes, StagePlan.CompileProcesses, isInteractive ? ProcessorShare.Behind : share)
                : cell.TryLimit(plan.RunMemoryBytes, StagePlan.RunProcesses, share)))
                return Failed("The control group's memory limit cannot be set.");
            foreach (var file in request.Files)
                await cell.Process.Agent.SendFileAsync(file, CancellationToken.None);

            CompileResult? compiled = null;
            if (isCompiled)
            {
                var (end, output) = await CompileAsync(cell, stages, plan, live);
                var (status, limit) = Verdicts.Decide(end, isCompile: true, _limits, saysOutOfMemory: false);
                var (text, cut) = output.Kept(OutputStream.Compile).ToText(CompileKeptBytes);
                compiled = new CompileResult(text, cut, (end.Report?.WallUs ?? 0) / 1000);
                if (status is Verdict.Ok && !cell.TryLimit(plan.RunMemoryBytes, StagePlan.RunProcesses, share))
                    (status, limit) = (Verdict.MemoryLimit, LimitNames.Memory);
                if (status is not Verdict.Ok)
                    return await EndAsync(new SandboxResult(
                        status, null, null, compiled, "", "", false, false, null, null, null, limit, version, request.Tests is null ? null : [], Fault(status, end, text)));
            }

            return await EndAsync(request.Tests is { } tests ? await RunCasesAsync(cell, stages, plan, tests, compiled, stop) : await RunOnceAsync(cell, stages, plan, compiled, live));
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            return await EndAsync(Failed(e.Message));
        }
        finally
        {
            // Every process of the run is dead already; nobody needs to wait until the namespaces are.
            retire(cell);
        }

        async Task<SandboxResult> EndAsync(SandboxResult result)
        {
            await live.EndAsync();
            return result;
        }
    }

    private static LanguageLimits Limits(Language language, SandboxRequest request, SandboxTalk talk)
    {
        var limits = language.Limits;
        if (IsInteractive(request, talk))
            limits = limits with { WallMs = InteractiveLimits.WallMs };
        return limits.Lower(request.Limits);
    }

    /// <summary>By the warm host if there is one that compiles, else by the compiler.</summary>
    private async Task<(StageEnd End, StageOutput Output)> CompileAsync(Cell cell, Stages stages, StagePlan plan, OutputFeed live)
    {
        if (cell.IsWarm && plan.Compile(byHost: true) is { } told)
        {
            // Told to the room when it is known to be the compiler's word.
            var quiet = new StageOutput(CompileKeptBytes, live: null);
            var end = await stages.RunAsync(told, quiet, input: null);
            if (end.Report is not { Kind: AgentReportKind.Unanswered })
            {
                live.Tell(OutputStream.Compile, quiet.Kept(OutputStream.Compile).ToText(CompileKeptBytes).Text);
                return (end, quiet);
            }

            Log.HostEnded(logger, language.Id, end.Report, quiet.Kept(OutputStream.Stderr).ToText(4096).Text);
        }

        cell.IsWarm = false;
        var output = new StageOutput(CompileKeptBytes, live);
        return (await stages.RunAsync(plan.Compile(byHost: false)!, output, input: null), output);
    }

    private async Task<SandboxResult> RunOnceAsync(Cell cell, Stages stages, StagePlan plan, CompileResult? compiled, OutputFeed live)
    {
        var kept = Math.Min(KeptBytes, _limits.OutputBytes);
        var output = new StageOutput(kept, live);
        var end = await RunAsync(cell, stages, byHost => plan.Run(IsInteractive(request, talk), byHost), output, new StageInput(request.Stdin ?? "", talk.Input));
        var (outBudget, errorBudget) = Share(kept, output.Kept(OutputStream.Stdout).Length, output.Kept(OutputStream.Stderr).Length);
        var (stdout, stdoutCut) = output.Kept(OutputStream.Stdout).ToText(outBudget);
        var (stderr, stderrCut) = output.Kept(OutputStream.Stderr).ToText(errorBudget);
        var (status, limit) = Decide(end, request.Terminal is null ? stderr : stdout);
        var report = end.Report;
        return new SandboxResult(
            status, report?.ExitCode, report is null ? null : Verdicts.SignalName(report), compiled, stdout, stderr, stdoutCut, stderrCut,
            report?.CpuUs / 1000, report?.WallUs / 1000, report?.PeakKib, limit, version, Fault: Fault(status, end, stderr));
    }

    private async Task<SandboxResult> RunCasesAsync(Cell cell, Stages stages, StagePlan plan, IReadOnlyList<TestCase> tests, CompileResult? compiled, CancellationToken stop)
    {
        var results = new CaseResult?[tests.Count];
        string? fault = null;
        var status = Verdict.Ok;
        var start = time.GetTimestamp();
        foreach (var index in TestCases.Order(tests))
        {
            var test = tests[index];
            if (time.GetElapsedTime(start) >= TestCases.Together && !stop.IsCancellationRequested)
            {
                await TellAsync(index, new CaseResult(
                    test.Name, test.Hidden, Verdict.TimeLimit, "", $"Not run: all cases of a run have {TestCases.Together.TotalSeconds} seconds together.\n",
                    false, false, null, null, null, null, null, LimitNames.Wall));
                continue;
            }

            var output = new StageOutput(2 * TestCases.MaxOutputBytes, live: null);
            var end = await RunAsync(cell, stages, byHost => plan.Case(test, byHost), output, new StageInput(test.Stdin));
            var result = Judge(test, end, output);
            // One that had not begun when the stop came says nothing.
            if (end.Report is not null || end.Overdue)
                await TellAsync(index, result);

            if (result.Status is Verdict.Cancelled or Verdict.InfraError || end.Report is null)
            {
                status = result.Status is Verdict.Cancelled ? Verdict.Cancelled : Verdict.InfraError;
                fault = Fault(status, end, result.Stderr);
                break;
            }
        }

        return new SandboxResult(status, null, null, compiled, "", "", false, false, null, null, null, null, version, [.. results.OfType<CaseResult>()], fault);

        async ValueTask TellAsync(int index, CaseResult result)
        {
            results[index] = result;
            if (talk.OnCase is { } onCase)
                await onCase(index, result);
        }
    }

    /// <summary>By the warm host while there is one: it runs one program.</summary>
    private async Task<StageEnd> RunAsync(Cell cell, Stages stages, Func<bool, AgentStage> stage, StageOutput output, StageInput input)
    {
        var told = stage(cell.IsWarm);
        cell.IsWarm = false;
        var end = await stages.RunAsync(told, output, input);
        if (end.Report is not { Kind: AgentReportKind.Unanswered })
            return end;
        Log.HostEnded(logger, language.Id, end.Report, "");
        return await stages.RunAsync(stage(false), output, input);
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

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Warning, "The warm host of {Language} ended with {Report} before it had run anything; what it was asked for is done cold. It said: {Said}")]
        public static partial void HostEnded(ILogger logger, string language, AgentReport report, string said);
    }
}
