using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CodeMeet.Execution.Sandbox;

/// <summary>One bwrap with the agent inside, and our ends of its five descriptors. Disposing ends what is left and waits until it is gone.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly byte[] Seccomp = SeccompPolicy.Compile();

    /// <summary>How long the agent may take to leave once we hang up, before bwrap is killed; tearing down the namespaces of a fork bomb takes some tenths of a second.</summary>
    private static readonly TimeSpan LeaveDeadline = TimeSpan.FromSeconds(1);

    /// <summary>After which a process that survives SIGKILL is a fault of the machine.</summary>
    private static readonly TimeSpan ReapDeadline = TimeSpan.FromSeconds(10);

    private readonly int _pid;
    private readonly TimeProvider _time;
    private bool _reaped;

    private SandboxProcess(int pid, TimeProvider time, AgentConnection agent, PipeStream stdin, PipeStream stdout, PipeStream stderr, PipeStream compile)
    {
        (_pid, _time, Agent, Stdin, Stdout, Stderr, Compile) = (pid, time, agent, stdin, stdout, stderr, compile);
    }

    public AgentConnection Agent { get; }

    public PipeStream Stdin { get; }

    public PipeStream Stdout { get; }

    /// <summary>Also where bwrap and the launcher complain when they cannot start.</summary>
    public PipeStream Stderr { get; }

    public PipeStream Compile { get; }

    /// <param name="command">From <see cref="BwrapCommand"/>.</param>
    /// <param name="owner">The slot's uid, to own the pipes.</param>
    public static async Task<SandboxProcess> StartAsync(List<string> command, int? owner, TimeProvider time)
    {
        List<SafeHandle> ours = [], theirs = [];
        try
        {
            var stdin = Native.Pipe(owner);
            Keep(stdin.Write, stdin.Read);
            var stdout = Native.Pipe(owner);
            Keep(stdout.Read, stdout.Write);
            var stderr = Native.Pipe(owner);
            Keep(stderr.Read, stderr.Write);
            var compile = Native.Pipe(owner);
            Keep(compile.Read, compile.Write);
            var control = Native.SocketPair();
            Keep(control.Ours, control.Theirs);
            var seccomp = Native.Pipe(owner: null);
            theirs.Add(seccomp.Read);
            await using (var program = new FileStream(seccomp.Write, FileAccess.Write, bufferSize: 0))
                await program.WriteAsync(Seccomp); // less than a pipe holds, so nobody has to read yet

            var pid = await Spawner.StartAsync(() => Native.Spawn(command[0], command,
            [
                (stdin.Read, 0), (stdout.Write, 1), (stderr.Write, 2), (control.Theirs, 3), (compile.Write, 4), (seccomp.Read, BwrapCommand.SeccompDescriptor),
            ]));
            return new SandboxProcess(pid, time,
                new AgentConnection(new Socket(new SafeSocketHandle(Release(control.Ours), ownsHandle: true))),
                Pipe(PipeDirection.Out, stdin.Write), Pipe(PipeDirection.In, stdout.Read), Pipe(PipeDirection.In, stderr.Read), Pipe(PipeDirection.In, compile.Read));
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

    /// <summary>
    /// Ends the sandbox and waits for <paramref name="streams"/> to end with it. The agent leaves first and bwrap reaps it: killed the other way round,
    /// the agent would be left to the machine's init, which may be in no hurry.
    /// </summary>
    public async Task EndAsync(Task streams)
    {
        Agent.HangUp();
        if (await Task.WhenAny(streams, Task.Delay(LeaveDeadline, _time)) != streams)
            Kill();
        await streams;
    }

    /// <summary>Kills bwrap, for an agent that does not answer; the kernel takes PID 1 and with it everything inside along.</summary>
    public void Kill()
    {
        // Unreaped, so the id cannot be anybody else's.
        if (!_reaped)
            Native.Kill(_pid);
    }

    public async ValueTask DisposeAsync()
    {
        Agent.HangUp();
        Agent.Dispose();
        await Stdin.DisposeAsync();
        await Stdout.DisposeAsync();
        await Stderr.DisposeAsync();
        await Compile.DisposeAsync();
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

    /// <summary>Pipe streams read through epoll, so an idle run holds no thread.</summary>
    private static AnonymousPipeClientStream Pipe(PipeDirection direction, SafeFileHandle handle)
        => new(direction, new SafePipeHandle(Release(handle), ownsHandle: true));

    private static nint Release(SafeFileHandle handle)
    {
        var raw = handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return raw;
    }
}
