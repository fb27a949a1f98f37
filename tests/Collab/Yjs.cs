using System.Diagnostics;
using System.Text.Json;

namespace CodeMeet.Tests.Collab;

/// <summary>Real Yjs in a node process: makes sessions and judges folds.</summary>
internal static class Yjs
{
    private static readonly string Folder = FindFolder();
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Sessions of several pages, as a room's log would hold them; the third of every three is directly linked (<see cref="Session.Linked"/>).</summary>
    public static async Task<IReadOnlyList<Session>> SessionsAsync(int seed, int sessions, int edits, CancellationToken cancellationToken)
    {
        var lines = await RunAsync("node", ["collab/sessions.mjs", $"{seed}", $"{sessions}", $"{edits}"], input: [], cancellationToken);
        return [.. lines.Select(line => JsonSerializer.Deserialize<Session>(line, Json)!)];
    }

    public static async Task<IReadOnlyList<Verdict>> CompareAsync(IEnumerable<Comparison> comparisons, CancellationToken cancellationToken)
    {
        var lines = await RunAsync("node", ["collab/compare.mjs"], comparisons.Select(one => JsonSerializer.Serialize(one, Json)), cancellationToken);
        return [.. lines.Select(line => JsonSerializer.Deserialize<Verdict>(line, Json)!)];
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string program, string[] arguments, IEnumerable<string> input, CancellationToken cancellationToken)
    {
        await NodePeers.FolderAsync();
        return await RunProcessAsync(program, arguments, input, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> RunProcessAsync(
        string program, string[] arguments, IEnumerable<string> input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            foreach (var line in input)
            {
                await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            Assert.AreEqual(0, process.ExitCode, await errors);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string FindFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CodeMeet.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not inside the repository.");
        }

        return Path.Combine(folder, "tests", "node");
    }

    /// <param name="Entries">The log from the seed on.</param>
    /// <param name="Linked">Pages heard each other directly, so that they built on what the log had only later.</param>
    internal sealed record Session(IReadOnlyList<SessionEntry> Entries, bool Linked);

    internal sealed record SessionEntry(int By, IReadOnlyList<byte[]> Frames);

    /// <param name="Log">Updates one by one.</param>
    /// <param name="Fold">What shall equal them.</param>
    internal sealed record Comparison(IReadOnlyList<byte[]> Log, IReadOnlyList<byte[]> Fold);

    internal sealed record Verdict(bool Same, string? Why, IReadOnlyDictionary<string, JsonElement> Roots);
}
