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

    public static Task<HostProcess> StartAsync(CancellationToken cancellationToken) => ReadyAsync(Start(Key), cancellationToken);

    /// <summary>As in a container without further rights, so in mode C whatever this machine can: the app from a folder, which also holds its data.</summary>
    public static Task<HostProcess> StartInContainerAsync(string folder, CancellationToken cancellationToken)
        => ReadyAsync(Start(Key, Path.Combine(folder, "container"), Path.Combine(folder, "app", "codemeet"), Path.Combine(folder, "data")), cancellationToken);

    private static async Task<HostProcess> ReadyAsync(Process process, CancellationToken cancellationToken)
    {
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
    public static Process Start(string? key) => Start(key, null, App, SandboxFixture.Options(null).DataDirectory);

    /// <summary>The app as it was built.</summary>
    public static string App { get; } = Environment.GetEnvironmentVariable("CODEMEET_APP") is { Length: > 0 } given
            ? given
            : Path.Combine(SandboxFixture.Root, "artifacts", "bin", "CodeMeet", new DirectoryInfo(AppContext.BaseDirectory).Name, "codemeet");

    private static Process Start(string? key, string? wrapper, string app, string data)
    {
        string[] command = [.. wrapper is null ? [] : new[] { wrapper }, app, "sandbox-host", "--urls", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var options = SandboxFixture.Options(null);
        start.Environment["Data__Directory"] = data;
        start.Environment["Execution__Toolchains"] = wrapper is null ? options.Toolchains : Path.Combine(Path.GetDirectoryName(wrapper)!, "toolchains");
        start.Environment["Execution__FirstUid"] = $"{options.FirstUid + (wrapper is null ? 0 : 400)}"; // a container has slots of its own, so another of them
        start.Environment["Execution__Parallel"] = $"{options.Parallel}";
        start.Environment["Execution__Pool"] = "off";
        // Its own /tmp must stay empty in a container.
        start.Environment["TMPDIR"] = "/var/tmp";
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
