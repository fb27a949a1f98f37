using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The system calls that .NET does not offer: descriptors that a child inherits under chosen numbers, and a child's exit.</summary>
internal static unsafe partial class Native
{
    /// <summary>By its full name: with the C headers installed, "libc.so" is a linker script.</summary>
    private const string LibC = "libc.so.6";

    /// <summary>Above every number a child expects (2, 3 and 9), so that moving one descriptor into place never overwrites another.</summary>
    private const int LowestOwnDescriptor = 64;

    private const int O_CLOEXEC = 0x80000;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private const int WNOHANG = 1;
    private const int EPERM = 1;
    private const int ECHILD = 10;
    private const int SIGKILL = 9;

    /// <summary>posix_spawn_file_actions_t is 80 bytes in glibc on x86-64.</summary>
    private const int FileActionsBytes = 128;

    public static uint EffectiveUid => geteuid();

    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        Check(pipe2(ends, O_CLOEXEC), "pipe2");
        return (Lift(ends[0]), Lift(ends[1]));
    }

    public static (SafeFileHandle Ours, SafeFileHandle Theirs) SocketPair()
    {
        var ends = stackalloc int[2];
        Check(socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, ends), "socketpair");
        return (Lift(ends[0]), Lift(ends[1]));
    }

    /// <summary>Starts a program with an empty environment and only the given descriptors beside those it may inherit by mistake.</summary>
    /// <returns>The process id, to be reaped with <see cref="TryReap"/>.</returns>
    public static int Spawn(string path, IReadOnlyList<string> argv, ReadOnlySpan<(SafeFileHandle Ours, int Theirs)> descriptors)
    {
        var actions = stackalloc byte[FileActionsBytes];
        Throw(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        var strings = new nint[argv.Count + 1];
        nint environment = 0;
        try
        {
            foreach (var (ours, theirs) in descriptors)
                Throw(posix_spawn_file_actions_adddup2(actions, (int)ours.DangerousGetHandle(), theirs), "posix_spawn_file_actions_adddup2");
            for (var i = 0; i < argv.Count; i++)
                strings[i] = Marshal.StringToCoTaskMemUTF8(argv[i]);
            fixed (nint* arguments = strings)
            {
                Throw(posix_spawn(out var pid, path, actions, null, arguments, &environment), path);
                return pid;
            }
        }
        finally
        {
            foreach (var text in strings)
                Marshal.FreeCoTaskMem(text);
            _ = posix_spawn_file_actions_destroy(actions);
        }
    }

    /// <summary>False while the child lives. A child that was reaped may not be asked for again.</summary>
    public static bool TryReap(int pid)
    {
        var reaped = waitpid(pid, out _, WNOHANG);
        // Where the service inherited an ignored SIGCHLD, the kernel reaps by itself and there is no child to wait for.
        if (reaped < 0 && Marshal.GetLastPInvokeError() == ECHILD)
            return true;
        Check(reaped, "waitpid");
        return reaped != 0;
    }

    /// <summary>SIGKILL; a process that is gone already is fine.</summary>
    public static void Kill(int pid)
    {
        if (kill(pid, SIGKILL) < 0 && Marshal.GetLastPInvokeError() == EPERM)
            throw new Win32Exception(EPERM, $"kill {pid}");
    }

    private static SafeFileHandle Lift(int fd)
    {
        var lifted = fcntl(fd, F_DUPFD_CLOEXEC, LowestOwnDescriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = close(fd);
        return lifted < 0 ? throw new Win32Exception(error, "fcntl") : new SafeFileHandle(lifted, ownsHandle: true);
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), call);
    }

    private static void Throw(int error, string call)
    {
        if (error != 0)
            throw new Win32Exception(error, call);
    }

    [LibraryImport(LibC, SetLastError = true)]
    private static partial uint geteuid();

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);

    [LibraryImport(LibC)]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport(LibC)]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int ours, int theirs);

    [LibraryImport(LibC)]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport(LibC, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, byte* actions, byte* attributes, nint* argv, nint* environment);
}
