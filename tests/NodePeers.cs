using System.Diagnostics;

namespace CodeMeet.Tests;

/// <summary>The folder with the node programs that tests run as child processes, its packages installed once.</summary>
internal static class NodePeers
{
    private static readonly Lazy<Task<string>> s_installed = new(InstallAsync);

    /// <summary>Path of <c>tests/node</c>, ready to run.</summary>
    public static Task<string> FolderAsync() => s_installed.Value;

    private static async Task<string> InstallAsync()
    {
        var folder = App.Repository("tests", "node");
        // The lock file that was installed, kept beside it: times say nothing after a checkout.
        var stamp = Path.Combine(folder, "node_modules", ".installed-package-lock.json");
        var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"));
        if (!File.Exists(stamp) || !string.Equals(await File.ReadAllTextAsync(stamp), wanted, StringComparison.Ordinal))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync();
            Assert.AreEqual(0, npm.ExitCode, "npm ci failed");
            await File.WriteAllTextAsync(stamp, wanted);
        }

        return folder;
    }
}
