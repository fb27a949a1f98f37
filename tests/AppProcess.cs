using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CodeMeet.Tests;

/// <summary>The app as a process of its own, for what one process cannot show: two instances over one storage, and being killed.</summary>
internal sealed partial class AppProcess : IAsyncDisposable
{
    private readonly Process _process;

    private AppProcess(Process process, Uri url)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = url };
    }

    public HttpClient Http { get; }

    public static async Task<AppProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        // The app's own output folder beside the tests' one, as the build lays them out.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var binary = Environment.GetEnvironmentVariable("CODEMEET_APP") is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "CodeMeet", configuration, "codemeet"));
        var start = new ProcessStartInfo(binary) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add("--" + key);
            start.ArgumentList.Add(value);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The app did not start.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (Ready().Match(line) is { Success: true } ready)
            {
                // Nobody reads on: drain, so that a full pipe never stops the app.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
                return new AppProcess(process, new Uri(ready.Groups[1].Value));
            }
        }

        throw new InvalidOperationException($"The app ended before it was ready:\n{string.Join('\n', lines)}\n{await errors}");
    }

    /// <summary>As a power cut does it: no chance to finish anything.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"CodeMeet is ready on (http://\S+)")]
    private static partial Regex Ready();
}
