using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Playwright;

namespace CodeMeet.Tests.E2e;

/// <summary>
/// One of two computers with a cable between them: a network namespace with an address of its own and a browser in it. Pages reach each other over the cable alone,
/// and the app through a <see cref="Door"/>. Nothing of it touches the network of the machine, and all of it is gone with the process that holds the namespace.
/// </summary>
internal sealed class Computer : IAsyncDisposable
{
    private readonly Process _holder;
    private readonly string _starter;
    private Door? _door;

    private Computer(Process holder)
    {
        _holder = holder;
        _starter = Path.Combine(Directory.CreateTempSubdirectory("codemeet-computer-").FullName, "chromium");
        File.WriteAllText(_starter, $"#!/bin/sh\nexec nsenter --net={Namespace} {E2e.Browser.Chromium} \"$@\"\n");
#pragma warning disable CA1416 // Namespaces are Linux's, and so are these tests.
        File.SetUnixFileMode(_starter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    public IBrowser Browser { get; private set; } = null!;

    public Door Door => _door ?? throw new InvalidOperationException("The computer is not plugged in.");

    private string Namespace => string.Create(CultureInfo.InvariantCulture, $"/proc/{_holder.Id}/ns/net");

    /// <summary>Two with a cable between them and a way to the app each; ends the test as inconclusive where the machine has no network namespaces to give.</summary>
    public static async Task<(Computer First, Computer Second)> PairAsync((string First, string Second) addresses, Uri app, CancellationToken cancellationToken)
    {
        var (first, second) = (await StartAsync(cancellationToken), await StartAsync(cancellationToken));
        try
        {
            await RunAsync(cancellationToken, "ip", "link", "add", "lan0", "netns", first.HolderId, "type", "veth", "peer", "name", "lan0", "netns", second.HolderId);
            await first.PlugInAsync(addresses.First, app, cancellationToken);
            await second.PlugInAsync(addresses.Second, app, cancellationToken);
            return (first, second);
        }
        catch (InvalidOperationException refused)
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
            throw new AssertInconclusiveException("This machine gives no network of our own: " + refused.Message, refused);
        }
    }

    /// <summary>As on the way from one Wi-Fi to another: what went by the old address goes nowhere.</summary>
    public async Task MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        await InsideAsync(cancellationToken, "ip", "address", "delete", from + "/24", "dev", "lan0");
        Door.Drop();
        await InsideAsync(cancellationToken, "ip", "address", "add", to + "/24", "dev", "lan0");
    }

    /// <summary>Somewhere on the way nothing goes on, in either direction; neither end is told.</summary>
    public async Task CutAsync(string other, CancellationToken cancellationToken)
    {
        Door.Close();
        await InsideAsync(cancellationToken, "ip", "route", "add", "blackhole", other + "/32");
    }

    public async Task MendAsync(string other, CancellationToken cancellationToken)
    {
        await InsideAsync(cancellationToken, "ip", "route", "delete", "blackhole", other + "/32");
        Door.Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        if (_door is not null)
        {
            await _door.DisposeAsync();
        }

        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
        Directory.Delete(Path.GetDirectoryName(_starter)!, recursive: true);
    }

    private string HolderId => _holder.Id.ToString(CultureInfo.InvariantCulture);

    private static async Task<Computer> StartAsync(CancellationToken cancellationToken)
    {
        Needs.Installed(File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"), "iproute2 is not installed");
        // Ends with its input, which ends with this process at the latest.
        var holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await holder.StandardInput.WriteLineAsync("there");
        if (await holder.StandardOutput.ReadLineAsync(cancellationToken) is null)
        {
            Assert.Inconclusive("This machine gives no network namespaces: " + await holder.StandardError.ReadToEndAsync(cancellationToken));
        }

        return new Computer(holder);
    }

    private async Task PlugInAsync(string address, Uri app, CancellationToken cancellationToken)
    {
        await InsideAsync(cancellationToken, "ip", "link", "set", "lo", "up");
        await InsideAsync(cancellationToken, "ip", "address", "add", address + "/24", "dev", "lan0");
        await InsideAsync(cancellationToken, "ip", "link", "set", "lan0", "up");
        // Browsers tell pages without a microphone of no other address than the one that leads out.
        await InsideAsync(cancellationToken, "ip", "route", "add", "default", "dev", "lan0");
        _door = new Door(ListenInside(new IPEndPoint(IPAddress.Loopback, app.Port)), new IPEndPoint(IPAddress.Loopback, app.Port));
        Browser = await E2e.Browser.LaunchAsync(_starter);
    }

    /// <summary>A socket belongs to the namespace of the thread that made it, whoever uses it later.</summary>
    private TcpListener ListenInside(IPEndPoint at)
    {
        TcpListener? listener = null;
        var thread = new Thread(() =>
        {
            using var inside = File.OpenHandle(Namespace);
            if (setns((int)inside.DangerousGetHandle(), 0) == 0)
            {
                listener = new TcpListener(at);
                listener.Start();
            }
        });
        thread.Start();
        thread.Join();
        return listener ?? throw new InvalidOperationException("No thread may enter a network namespace.");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int kind);

    private Task InsideAsync(CancellationToken cancellationToken, params string[] command) => RunAsync(cancellationToken, ["nsenter", "--net=" + Namespace, .. command]);

    private static async Task RunAsync(CancellationToken cancellationToken, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {error}");
        }
    }
}
