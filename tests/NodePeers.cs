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
        // npm leaves this copy of the lock file behind; older than ours it describes other packages.
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync();
            Assert.AreEqual(0, npm.ExitCode, "npm ci failed");
        }

        return folder;
    }
}
