using System.Diagnostics;
using CodeMeet.Tests.Execution.Sandbox;
using CodeMeet.Tests.Platform.Storage;

namespace CodeMeet.Tests;

/// <summary>
/// This assembly as a child process of its own tests: <c>dotnet CodeMeet.Tests.dll &lt;role&gt; …</c>. The child speaks lines on standard output
/// and ends with the standard input of its parent at the latest.
/// </summary>
internal static class TestProcess
{
    /// <summary>Starts a role. The caller disposes the process, which does not end it: close its input, wait or kill.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [typeof(TestProcess).Assembly.Location, .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["storage-writer", var directory]:
                await StoragePeer.InsertUntilKilledAsync(directory);
                return 0;
            case ["storage-contender", var directory, var name]:
                await StoragePeer.ContendAsync(directory, name);
                return 0;
            case ["sandbox-pool", var data, var firstUid]:
                await WarmHostTests.KeepPoolAsync(data, int.Parse(firstUid, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            default:
                await Console.Error.WriteLineAsync("These are tests: run them with 'dotnet test'.");
                return 2;
        }
    }
}
