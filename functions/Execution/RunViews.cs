using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>
/// Runs as they are shown. Rule C5 is kept here and nowhere else: of a hidden test case, whoever does not hold the interview is shown its name, its id and its status.
/// </summary>
internal static class RunViews
{
    /// <summary>A run as lists and news show it, which everybody may see: no output, no cases.</summary>
    /// <param name="run">The run.</param>
    /// <param name="position">Its place in the room's queue; shown while it waits.</param>
    /// <param name="roomsAhead">See <see cref="RunView.RoomsAhead"/>.</param>
    public static RunView Of(Run run, int? position = null, int? roomsAhead = null) => new(
        run.Id, run.Status, run.Language, run.Entry, [.. run.Files.Select(path => new RunFile(path))], run.RequestedBy, run.RequestedAt, run.StartedAt, run.FinishedAt, run.Attempt,
        run.Status is Run.Queued ? position : null, run.Status is Run.Queued ? roomsAhead : null,
        null, null, null, "", "", StdoutTruncated: false, StderrTruncated: false,
        run.Status is Run.Running ? run.FirstSeq : null, run.Terminal, null,
        run.CasesTotal == 0 ? null : run.CasesTotal, run.CasesPassed, null, null, null, null, null, null, run.AfterEnd);

    /// <summary>A running run with what it has printed so far.</summary>
    public static RunView Of(Run run, RunOutput soFar, bool seesHidden) => Of(run) with
    {
        Compile = soFar.Text("compile") is { Length: > 0 } diagnostics ? new CompileResult(diagnostics, soFar.IsCut, 0) : null,
        Stdout = soFar.Text("stdout"),
        Stderr = soFar.Text("stderr"),
        StdoutTruncated = soFar.IsCut,
        OutputSeq = soFar.Seq,
        Output = run.Terminal is null ? null : soFar.Segments,
        CasesPassed = run.CasesTotal == 0 ? null : soFar.Cases.Count(c => c.Case.Status is Verdict.Ok),
        Cases = run.CasesTotal == 0 ? null : Of(soFar.Cases, seesHidden),
    };

    /// <summary>A run that is over, with its result.</summary>
    public static RunView Of(Run run, RunResult result, bool seesHidden)
    {
        var ended = result.Sandbox;
        return Of(run) with
        {
            ExitCode = ended.ExitCode,
            Signal = ended.Signal,
            Compile = ended.Compile,
            Stdout = ended.Stdout,
            Stderr = ended.Stderr,
            StdoutTruncated = ended.StdoutTruncated,
            StderrTruncated = ended.StderrTruncated,
            Output = result.Transcript,
            Cases = result.Cases is null ? null : Of(result.Cases, seesHidden),
            CpuMs = ended.CpuMs,
            WallMs = ended.WallMs,
            MemoryKb = ended.MemoryKb,
            LimitHit = ended.LimitHit,
            Toolchain = ended.Toolchain,
        };
    }

    public static CaseView Of(RunCase ended, bool seesHidden)
    {
        var (index, c, id) = ended;
        return c.Hidden && !seesHidden
            ? new CaseView(index, id, c.Name, Hidden: true, c.Status, null, null, null, null, null, null, null, null, null, null)
            : new CaseView(index, id, c.Name, c.Hidden, c.Status, c.Stdout, c.Stderr, c.StdoutTruncated, c.StderrTruncated, c.ExitCode, c.Signal, c.CpuMs, c.WallMs, c.MemoryKb, c.LimitHit);
    }

    /// <summary>What a run was made of.</summary>
    public static RunSource Of(RunSource source, bool seesHidden) => seesHidden || source.Tests is null
        ? source
        : source with { Tests = [.. source.Tests.Select(test => test.Hidden ? new RunTest(test.Name, null, null, Hidden: true, Id: test.Id) : test)] };

    private static IReadOnlyList<CaseView> Of(IReadOnlyList<RunCase> cases, bool seesHidden) => [.. cases.Select(c => Of(c, seesHidden))];
}
