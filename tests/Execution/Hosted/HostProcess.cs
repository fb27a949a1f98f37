using System.Diagnostics;
using System.Text.RegularExpressions;
using CodeMeet.Execution.Hosted;
using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Extensions.Configuration;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>A real <c>codemeet sandbox-host</c> on a free loopback port, and what one needs to call it.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    public const string Key = "a key for tests that is long enough";
    private readonly Process _process;

    private HostProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public HostedOptions Options => HostedOptions.From(Settings(("Execution:Host", Url.ToString()), (HostKey.Setting, Key)))!;

    public static async Task<HostProcess> StartAsync(CancellationToken cancellationToken, string? mode = null)
    {
        var process = Start(Key, mode);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (Ready().Match(line) is { Success: true } ready)
            {
                // Nobody reads on: drain, so that a full pipe never stops it.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new HostProcess(process, new Uri(ready.Groups[1].Value));
            }
        }

        process.Dispose();
        throw new InvalidOperationException($"The host ended before it was ready:\n{string.Join('\n', lines)}\n{await errors}");
    }

    /// <summary>The command, not waited for.</summary>
    public static Process Start(string? key, string? mode = null)
    {
        var binary = Environment.GetEnvironmentVariable("CODEMEET_APP") is { Length: > 0 } given
            ? given
            : Path.Combine(SandboxFixture.Root, "artifacts", "bin", "CodeMeet", new DirectoryInfo(AppContext.BaseDirectory).Name, "codemeet");
        var start = new ProcessStartInfo(binary, ["sandbox-host", "--urls", "http://127.0.0.1:0"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var options = SandboxFixture.Options(mode);
        start.Environment["Data__Directory"] = options.DataDirectory;
        start.Environment["Execution__Toolchains"] = options.Toolchains;
        start.Environment["Execution__FirstUid"] = $"{options.FirstUid}";
        start.Environment["Execution__Pool"] = "off";
        start.Environment["Execution__Parallel"] = $"{options.Parallel}";
        start.Environment["Execution__Mode"] = mode;
        start.Environment["Execution__HostKey"] = key;
        return Process.Start(start)!;
    }

    public static IConfiguration Settings(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();

    /// <summary>As a power cut does it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"The sandbox host is ready on (http://\S+)")]
    private static partial Regex Ready();
}
