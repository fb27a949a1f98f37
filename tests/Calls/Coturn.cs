using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeMeet.Tests.Calls;

/// <summary>The real TURN server of Debian on loopback, with free ports and a shared secret. It denies loopback peers unless told otherwise, as a server in the open should.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    public const string Secret = "relays-of-this-test";
    private const string Program = "/usr/bin/turnserver";
    private const int RelayPorts = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("codemeet-coturn-").FullName;
    private readonly int _port;
    private readonly int _firstRelayPort;
    private Process? _process;

    private Coturn()
    {
        Needs.Installed(File.Exists(Program), "coturn is not installed");
        _port = FreePort();
        _firstRelayPort = 20_000 + Random.Shared.Next(30_000);
    }

    /// <summary>What the app has to be told of it.</summary>
    public string[] Settings => [$"Calls:Turn=turn:127.0.0.1:{_port}?transport=udp", $"Calls:TurnSecret={Secret}", "Calls:RelayOnly=true"];

    public static async Task<Coturn> StartAsync(CancellationToken cancellationToken)
    {
        var coturn = new Coturn();
        await coturn.StartAgainAsync(cancellationToken);
        return coturn;
    }

    /// <summary>On the same port, with nothing left of what was relayed.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-n", "--no-cli", "--no-tls", "--no-dtls", "--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--listening-port", Number(_port),
            "--min-port", Number(_firstRelayPort), "--max-port", Number(_firstRelayPort + RelayPorts), "--use-auth-secret", "--static-auth-secret", Secret,
            "--realm", "codemeet.test", "--allow-loopback-peers", "--log-file", "stdout", "--simple-log", "--pidfile", Path.Combine(_folder, "pid"), "--userdb", Path.Combine(_folder, "db"),
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        for (var deadline = DateTime.UtcNow.AddSeconds(20); !await AnswersAsync(cancellationToken); await Task.Delay(50, cancellationToken))
        {
            Assert.IsFalse(_process.HasExited, "coturn ended by itself.");
            Assert.IsLessThan(deadline, DateTime.UtcNow, "coturn does not answer.");
        }
    }

    /// <summary>As when the machine it runs on loses its power.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Asks for a binding (RFC 8489), which needs no credentials.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var socket = new UdpClient();
        byte[] request = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        await socket.SendAsync(request, new IPEndPoint(IPAddress.Loopback, _port), cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(500);
        try
        {
            return (await socket.ReceiveAsync(patience.Token)).Buffer is [1, 1, ..];
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
