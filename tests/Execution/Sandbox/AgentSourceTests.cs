using System.Diagnostics;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class AgentSourceTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>On other people's machines it is built without these: a compiler of next year must not refuse it.</summary>
    [TestMethod]
    public async Task The_agent_is_free_of_warnings()
    {
        await SandboxFixture.NeedsAsync("c");
        var sources = Directory.GetFiles(Path.Combine(SandboxFixture.Root, "functions", "Execution", "Sandbox", "agent"), "*.c");
        using var compiler = Process.Start(new ProcessStartInfo("/usr/bin/gcc", ["-std=gnu11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-o", "/dev/null", .. sources])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var said = await compiler.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await compiler.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual("0:", $"{compiler.ExitCode}:{said}");
    }
}
