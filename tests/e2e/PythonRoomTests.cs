using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.E2e;

/// <summary>Browser tests in which Python runs: skipped where it cannot.</summary>
public abstract class PythonRoomTests : BrowserTests
{
    private protected override Task NeedsAsync() => SandboxFixture.NeedsAsync("python");
}
