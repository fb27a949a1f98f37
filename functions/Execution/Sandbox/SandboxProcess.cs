using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CodeMeet.Execution.Sandbox;

/// <summary>One bwrap with the agent inside, and our end of the socket to it. Disposing ends what is left and waits until it is gone.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly byte[] Seccomp = SeccompPolicy.Compile(confined: false);
    private static readonly byte[] SeccompConfined = SeccompPolicy.Compile(confined: true);

    /// <summary>How long the agent may take to leave once we hang up, before bwrap is killed; tearing down the namespaces of a fork bomb takes some tenths of a second.</summary>
    private static readonly TimeSpan LeaveDeadline = TimeSpan.FromSeconds(1);

    /// <summary>After which a process that survives SIGKILL is a fault of the machine.</summary>
    private static readonly TimeSpan ReapDeadline = TimeSpan.FromSeconds(10);

    private readonly int _pid;
    private readonly TimeProvider _time;
    private bool _reaped;

    private SandboxProcess(int pid, TimeProvider time, AgentConnection agent, PipeStream complaints) => (_pid, _time, Agent, Complaints) = (pid, time, agent, complaints);

    public AgentConnection Agent { get; }

    /// <summary>Where the launcher and bwrap say why they cannot start.</summary>
    public PipeStream Complaints { get; }

    /// <param name="command">From <see cref="BwrapCommand"/> or <see cref="ConfineCommand"/>.</param>
    /// <param name="confined">Mode C.</param>
    public static async Task<SandboxProcess> StartAsync(List<string> command, bool confined, TimeProvider time)
    {
        List<SafeHandle> ours = [], theirs = [];
        try
        {
            var complaints = Native.Pipe();
            Keep(complaints.Read, complaints.Write);
            var control = Native.SocketPair();
            Keep(control.Ours, control.Theirs);
            var seccomp = Native.Pipe();
            theirs.Add(seccomp.Read);
            await using (var program = new FileStream(seccomp.Write, FileAccess.Write, bufferSize: 0))
                await program.WriteAsync(confined ? SeccompConfined : Seccomp); // less than a pipe holds, so nobody has to read yet

            var pid = await Spawner.StartAsync(() => Native.Spawn(command[0], command,
                [(complaints.Write, 2), (control.Theirs, 3), (seccomp.Read, BwrapCommand.SeccompDescriptor)]));
            return new SandboxProcess(pid, time,
                new AgentConnection(new Socket(new SafeSocketHandle(Release(control.Ours), ownsHandle: true))),
                new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(Release(complaints.Read), ownsHandle: true)));
        }
        catch
        {
            ours.ForEach(h => h.Dispose());
            throw;
        }
        finally
        {
            theirs.ForEach(h => h.Dispose());
        }

        void Keep(SafeHandle our, SafeHandle their)
        {
            ours.Add(our);
            theirs.Add(their);
        }
    }

    /// <summary>Whether the agent had to be killed, and so could not see to it that nothing of the run is left.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Kills bwrap, for an agent that does not answer; the kernel takes PID 1 and with it everything inside along.</summary>
    public void Kill()
    {
        // Unreaped, so the id cannot be anybody else's.
        if (_reaped)
            return;
        WasKilled = true;
        Native.Kill(_pid);
    }

    /// <summary>
    /// The agent leaves first and bwrap reaps it: killed the other way round, the agent would be left to the machine's init, which may be in no hurry.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Agent.HangUp();
        Agent.Dispose();
        await Complaints.DisposeAsync();
        var start = _time.GetTimestamp();
        while (!_reaped && !(_reaped = Native.TryReap(_pid)))
        {
            var elapsed = _time.GetElapsedTime(start);
            if (elapsed > LeaveDeadline)
                Kill();
            if (elapsed > ReapDeadline)
                throw new TimeoutException($"The sandbox process {_pid} does not end after SIGKILL.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time, CancellationToken.None);
        }
    }

    private static nint Release(SafeFileHandle handle)
    {
        var raw = handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return raw;
    }
}
