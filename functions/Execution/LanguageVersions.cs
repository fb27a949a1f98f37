using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CodeMeet.Execution;

/// <summary>
/// Toolchains' own words for their versions. Asking takes up to a second each, so answers are kept in a file beside the toolchains,
/// for as long as the programs that gave them stay the same.
/// </summary>
/// <param name="folder">Execution:Toolchains. If it cannot be written, every process asks anew.</param>
internal sealed class LanguageVersions(string folder) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Asked at a time: versions are wanted while the first rooms open.</summary>
    private readonly SemaphoreSlim _places = new(2);
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _asked = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, string>> _kept = new(() => Read(CacheFile(folder)));

    /// <param name="command">All paths are the host's.</param>
    /// <returns>The first line of what it prints; null if it fails or cannot be started.</returns>
    public Task<string?> GetAsync(IReadOnlyList<string> command)
    {
        // Of a program that upgrades replace, size and time of change do not both stay.
        var key = string.Join('\n', command.Concat(command.Where(Path.IsPathRooted).Select(path => new FileInfo(path))
            .Select(file => file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file)
            .Where(file => file.Exists).Select(file => $"{file.Length} {file.LastWriteTimeUtc:O}")));
        return _asked.GetOrAdd(key, _ => new Lazy<Task<string?>>(() => _kept.Value.TryGetValue(key, out var kept)
            ? Task.FromResult<string?>(kept)
            : AskAsync(key, command))).Value;
    }

    public void Dispose() => _places.Dispose();

    private async Task<string?> AskAsync(string key, IReadOnlyList<string> command)
    {
        await _places.WaitAsync();
        try
        {
            var version = await RunAsync(command);
            if (version is not null)
                Keep(key, version);
            return version;
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<string?> RunAsync(IReadOnlyList<string> command)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
            process.StandardInput.Close();
            // Both are read, so that neither can fill up; some tools answer on stderr.
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode != 0 ? null : (output + await errors).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
        catch (OperationCanceledException)
        {
            process?.Kill();
            return null;
        }
        finally
        {
            process?.Dispose();
        }
    }

    private static string CacheFile(string folder) => Path.Combine(folder, "versions.json");

    private static Dictionary<string, string> Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), LanguageJson.Default.DictionaryStringString) ?? [] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return []; // they are asked anew
        }
    }

    private void Keep(string key, string version)
    {
        var file = CacheFile(folder);
        var own = $"{file}.{Environment.ProcessId}";
        lock (_writing)
        {
            _kept.Value[key] = version;
            try
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(own, JsonSerializer.Serialize(_kept.Value, LanguageJson.Default.DictionaryStringString));
                File.Move(own, file, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next process asks again, which is what it costs.
            }
        }
    }
}
