namespace CodeMeet.Tests.E2e;

/// <summary>Waits for what another page or process will do.</summary>
internal static class Eventually
{
    /// <summary>Asks again until it holds or half a minute has passed; then the last failure is the answer.</summary>
    public static async Task HoldsAsync(Func<Task> check, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (AssertFailedException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
