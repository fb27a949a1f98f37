using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Single stages in a sandbox of their own, for what no request can ask for.</summary>
internal static class AgentStages
{
    public static async Task<(AgentReport Report, string Stdout)> RunAsync(AgentStage stage, CancellationToken cancellationToken)
    {
        var (mode, status) = await SelfTest.RunAsync(SandboxFixture.Options(SandboxFixture.Modes[0]), SandboxView.Of(SandboxFixture.Languages, SandboxFixture.Options(null)), TimeProvider.System, cancellationToken);
        Assert.IsNotNull(mode, string.Join(' ', status.Reasons));
        await using var cell = await Cell.OpenAsync(mode, isForLater: false, TimeProvider.System);
        return await RunAsync(cell, stage, cancellationToken);
    }

    public static async Task<(AgentReport Report, string Stdout)> RunAsync(Cell cell, AgentStage stage, CancellationToken cancellationToken)
    {
        var output = new StageOutput(keptBytes: 1 << 20, live: null);
        await cell.Process.Agent.SendStageAsync(stage, cancellationToken);
        var report = await cell.Process.Agent.ReceiveReportAsync(output, cancellationToken);
        Assert.IsNotNull(report, "The sandbox died.");
        return (report, output.Kept(OutputStream.Stdout).ToText(1 << 20).Text);
    }
}
