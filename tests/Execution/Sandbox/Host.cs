using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>What there is to find outside a sandbox: a secret in a world-readable file and in the environment, a world-writable folder, and listeners of three kinds.</summary>
internal sealed class Host : IDisposable
{
    private const string Variable = "CODEMEET_PLANTED";
    // Not below /tmp, of which every sandbox has its own anyway.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory($"/var/tmp/codemeet-outside-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
    private readonly TcpListener _tcp = new(IPAddress.Any, 0);
    private readonly Socket _unix = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _abstract = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public Host()
    {
#pragma warning disable CA1416 // The sandbox runs on Linux only, and so do these tests.
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_111_111);
        File.WriteAllText(SecretFile, Secret);
        File.SetUnixFileMode(SecretFile, (UnixFileMode)0b110_110_110);
        Environment.SetEnvironmentVariable(Variable, Secret);
        _tcp.Start();
        _unix.Bind(new UnixDomainSocketEndPoint(UnixPath));
        File.SetUnixFileMode(UnixPath, (UnixFileMode)0b111_111_111);
#pragma warning restore CA1416
        _unix.Listen();
        _abstract.Bind(new UnixDomainSocketEndPoint("\0" + AbstractName));
        _abstract.Listen();
    }

    public string Secret { get; } = $"codemeet-secret-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    public string Folder => _folder.FullName;

    private string SecretFile => Path.Combine(_folder.FullName, "secret");

    private string UnixPath => Path.Combine(_folder.FullName, "socket");

    private string AbstractName => Path.GetFileName(_folder.FullName);

    public string Fill(string text) => text
        .Replace("@SECRET_FILE@", SecretFile, StringComparison.Ordinal)
        .Replace("@OUTSIDE@", _folder.FullName, StringComparison.Ordinal)
        .Replace("@TCP_PORT@", $"{((IPEndPoint)_tcp.LocalEndpoint).Port}", StringComparison.Ordinal)
        .Replace("@UNIX_PATH@", UnixPath, StringComparison.Ordinal)
        .Replace("@ABSTRACT@", AbstractName, StringComparison.Ordinal);

    /// <summary>What somebody from inside has done out here, as a sentence; null if nothing.</summary>
    public string? Touched()
    {
        if (_tcp.Pending())
            return "the TCP listener was reached";
        if (_unix.Poll(0, SelectMode.SelectRead) || _abstract.Poll(0, SelectMode.SelectRead))
            return "a UNIX listener was reached";
        if (!string.Equals(File.ReadAllText(SecretFile), Secret, StringComparison.Ordinal))
            return "the secret was overwritten";
        var files = Directory.GetFiles(_folder.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        return files.SequenceEqual(["secret", "socket"]) ? null : $"files were left: {string.Join(' ', files)}";
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _tcp.Dispose();
        _unix.Dispose();
        _abstract.Dispose();
        _folder.Delete(recursive: true);
    }
}
