namespace CodeMeet.Tests.E2e;

/// <summary>Browser tests that have an app of their own each.</summary>
public abstract class BrowserTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected App App { get; private set; } = null!;

    private protected CancellationToken Ct => TestContext.CancellationToken;

    [TestInitialize]
    public async Task StartAsync()
    {
        await NeedsAsync();
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

    /// <summary>Ends the test as inconclusive where this machine lacks what it needs.</summary>
    private protected virtual Task NeedsAsync() => Task.CompletedTask;
}
