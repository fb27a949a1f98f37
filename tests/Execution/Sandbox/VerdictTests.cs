using System.Text.Json.Nodes;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class VerdictTests
{
    private const int Killed = 9;
    private const int Exit1 = 1 << 8;
    private static readonly LanguageLimits Limits = new(1000, 2000, 500, 100, 1000);

    [TestMethod]
    public void A_program_that_ends_well_is_ok() => Expect(Verdict.Ok, null, End(0));

    [TestMethod]
    public void A_program_that_ends_badly_is_a_runtime_error_whatever_way() =>
        Assert.AreEqual((Verdict.RuntimeError, Verdict.RuntimeError), (Decide(End(Exit1)).Status, Decide(End(11)).Status));

    [TestMethod]
    public void Stop_wins_over_everything_the_program_did()
        => Expect(Verdict.Cancelled, null, End(Killed, AgentLimit.Stopped) with { Cancelled = true, OutOfMemory = true });

    [TestMethod]
    public void Each_limit_is_named()
    {
        Expect(Verdict.OutputLimit, LimitNames.Output, End(Killed, AgentLimit.Output));
        Expect(Verdict.TimeLimit, LimitNames.Wall, End(Killed, AgentLimit.Wall));
        Expect(Verdict.TimeLimit, LimitNames.Idle, End(Killed, AgentLimit.Idle));
        Expect(Verdict.TimeLimit, LimitNames.Cpu, End(Killed, AgentLimit.Cpu));
        Expect(Verdict.MemoryLimit, LimitNames.Memory, End(Killed, AgentLimit.Memory));
        Expect(Verdict.MemoryLimit, LimitNames.Memory, End(Killed) with { OutOfMemory = true });
        Expect(Verdict.MemoryLimit, LimitNames.Files, End(Killed, AgentLimit.Files));
    }

    [TestMethod]
    public void A_run_that_had_to_be_killed_from_outside_is_late_not_our_failure()
        => Expect(Verdict.TimeLimit, LimitNames.Wall, new StageEnd(null, false, Overdue: true, false));

    [TestMethod]
    public void A_sandbox_that_died_is_ours() => Expect(Verdict.InfraError, null, new StageEnd(null, false, false, false));

    [TestMethod]
    public void An_agent_that_could_not_start_the_program_is_ours()
        => Expect(Verdict.InfraError, null, new StageEnd(new AgentReport(AgentReportKind.Failed, AgentLimit.None, 0, 2, 0, 0, 0), false, false, false));

    [TestMethod]
    public void A_failure_with_nearly_all_memory_in_use_or_in_the_runtimes_own_words_is_the_memory_limit()
    {
        Expect(Verdict.MemoryLimit, LimitNames.Memory, End(Exit1, peakKib: 95 * 1024));
        Assert.AreEqual((Verdict.MemoryLimit, LimitNames.Memory), Verdicts.Decide(End(Exit1), false, Limits, saysOutOfMemory: true));
        Expect(Verdict.Ok, null, End(0, peakKib: 99 * 1024));
    }

    [TestMethod]
    public void Compilers_have_the_same_table_with_their_own_names()
    {
        Assert.AreEqual((Verdict.CompileError, (string?)null), Verdicts.Decide(End(Exit1), true, Limits, false));
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.CompileWall), Verdicts.Decide(End(Killed, AgentLimit.Wall), true, Limits, false));
        Assert.AreEqual((Verdict.MemoryLimit, LimitNames.CompileMemory), Verdicts.Decide(End(4 << 8) with { OutOfMemory = true }, true, Limits, false));
    }

    /// <summary>verdicts.json is what the page's tests are fed with (web/src/features/runs/verdicts.test.ts), so that it has words for what comes and for nothing else.</summary>
    [TestMethod]
    public void Every_row_the_page_is_tested_with_comes_and_no_other()
    {
        int[] waits = [0, Exit1, 11, 24];
        bool[] either = [false, true];
        var reported =
            from kind in new[] { AgentReportKind.Ended, AgentReportKind.Failed }
            from limit in Enum.GetValues<AgentLimit>()
            from wait in waits
            from peak in new[] { 1000, 99 * 1024 }
            from full in either
            from cancelled in either
            select new StageEnd(new AgentReport(kind, limit, wait, 0, 1000, 1000, peak), cancelled, false, full);
        var silent = from cancelled in either from overdue in either from full in either select new StageEnd(null, cancelled, overdue, full);
        var rows = from end in reported.Concat(silent)
                   from isCompile in either
                   from says in either
                   let verdict = Verdicts.Decide(end, isCompile, Limits, says)
                   where !(isCompile && verdict.Status is Verdict.Ok) // then the program runs
                   select $"{verdict.Status} {verdict.LimitHit}".TrimEnd();
        var told = JsonNode.Parse(File.ReadAllText(Path.Combine(SandboxFixture.Root, "tests", "Execution", "Sandbox", "verdicts.json")))!.AsArray()
            .Select(row => $"{row!["status"]} {row["limitHit"]}".TrimEnd());

        CollectionAssert.AreEquivalent(rows.Distinct().ToArray(), told.ToArray());
    }

    [TestMethod]
    public void A_request_lowers_limits_and_never_raises_them()
    {
        Assert.AreEqual(Limits with { WallMs = 700, MemoryMb = 50 }, Limits.Lower(new RequestedLimits(WallMs: 700, MemoryMb: 50, CpuMs: 99999)));
        Assert.AreEqual(Limits with { WallMs = 50, OutputBytes = 1 }, Limits.Lower(new RequestedLimits(WallMs: -5, OutputBytes: 0)));
    }

    private static StageEnd End(int waitStatus, AgentLimit limit = AgentLimit.None, long peakKib = 1000)
        => new(new AgentReport(AgentReportKind.Ended, limit, waitStatus, 0, 1000, 1000, peakKib), false, false, false);

    private static (string Status, string? LimitHit) Decide(StageEnd end) => Verdicts.Decide(end, isCompile: false, Limits, saysOutOfMemory: false);

    private static void Expect(string status, string? limit, StageEnd end) => Assert.AreEqual((status, limit), Decide(end));
}
