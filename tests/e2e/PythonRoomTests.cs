using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.E2e;

/// <summary>Browser tests in which Python runs: skipped where it cannot, each with an app of its own.</summary>
public abstract class PythonRoomTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected App App { get; private set; } = null!;

    [TestInitialize]
    public async Task StartAsync()
    {
        await SandboxFixture.NeedsAsync("python");
        App = await App.StartAsync();
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }
    }
}
