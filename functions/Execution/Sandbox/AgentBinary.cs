using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;

namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// The agent (agent/*.c), compiled on this machine on first need and kept under the hash of its sources, so that an update of the service never runs an old one.
/// Beside it lie the few files of /etc that a sandbox gets of its own.
/// </summary>
internal static class AgentBinary
{
    /// <summary>The first that is there builds the agent.</summary>
    public static readonly IReadOnlyList<string> Compilers = ["/usr/bin/gcc", "/usr/bin/cc", "/usr/bin/clang"];

    private const string Sources = "CodeMeet.agent.";
    private static readonly TimeSpan CompileDeadline = TimeSpan.FromMinutes(1);

    /// <summary>The folder that holds <c>agent</c>, <c>passwd</c>, <c>group</c> and <c>hosts</c>.</summary>
    /// <exception cref="SandboxUnavailableException">No C compiler, or it failed.</exception>
    public static async Task<string> ProvideAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var sources = new List<(string Name, string Text)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Sources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            sources.Add((name[Sources.Length..], await reader.ReadToEndAsync(cancellationToken)));
        }

        if (sources.Count == 0)
            throw new InvalidOperationException("The agent's sources are missing from the build.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(sources))))[..16];
        var folder = Path.Combine(dataDirectory, "agent", hash);
        if (Directory.Exists(folder))
            return folder;

        var compiler = Compilers.FirstOrDefault(File.Exists)
            ?? throw new SandboxUnavailableException("No C compiler (Debian packages gcc and libc6-dev) to build the sandbox's agent with.");
        // Made aside and renamed whole: another process may do the same at this moment, and a half-made folder must never be found.
        var workshop = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
        try
        {
            foreach (var (name, text) in sources)
                await File.WriteAllTextAsync(Path.Combine(workshop, name), text, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(workshop, "passwd"), $"sandbox:x:1000:1000::{BwrapCommand.WorkInside}:/bin/sh\n", cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(workshop, "group"), "sandbox:x:1000:\n", cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(workshop, "hosts"), "127.0.0.1 localhost sandbox\n::1 localhost\n", cancellationToken);
            await CompileAsync(compiler, [.. sources.Select(s => s.Name).Where(n => n.EndsWith(".c", StringComparison.Ordinal))], workshop, cancellationToken);
#pragma warning disable CA1416 // The self-test has made sure that this is Linux.
            // Read by the slot's uid, whatever the service's umask.
            File.SetUnixFileMode(workshop, (UnixFileMode)0b111_101_101);
            foreach (var file in Directory.GetFiles(workshop))
                File.SetUnixFileMode(file, Path.GetFileName(file) is "agent" ? (UnixFileMode)0b101_101_101 : (UnixFileMode)0b100_100_100);
#pragma warning restore CA1416
            try
            {
                Directory.Move(workshop, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Somebody else was quicker; theirs is the same.
            }
        }
        finally
        {
            if (Directory.Exists(workshop))
                Directory.Delete(workshop, recursive: true);
        }

        return folder;
    }

    private static async Task CompileAsync(string compiler, string[] files, string workshop, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CompileDeadline);
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-std=gnu11", "-D_GNU_SOURCE", "-O2", "-s", "-static", "-o", "agent", .. files])
        {
            WorkingDirectory = workshop,
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode != 0)
                throw new SandboxUnavailableException($"{compiler} could not build the sandbox's agent: {errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}

/// <summary>This machine cannot isolate; the message is for the operator.</summary>
internal sealed class SandboxUnavailableException(string message) : Exception(message);
