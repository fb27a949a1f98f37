// why: The system's calls by P/Invoke.
// about: kernel
// expect: ok
using System.Runtime.InteropServices;

void Try(string what, int result) { if (result >= 0) Console.WriteLine($"BREACH: {what}"); }

Try("kill", C.kill(2000000, 9));
Try("unshare", C.unshare(0x10000000));
Try("ptrace", (int)C.ptrace(16, 1, 0, 0));
Try("mount", C.mount("none", "/tmp", "tmpfs", 0, 0));
Try("setuid", C.setuid(0));
Try("chroot", C.chroot("/tmp"));
Try("netlink", C.socket(16, 3, 0));
Try("vsock", C.socket(40, 1, 0));
Try("raw", C.socket(2, 3, 1));
Try("reboot", C.reboot(0x1234567));
C.kill(1, 9);
C.kill(1, 19);
Console.WriteLine("contained");

static partial class C
{
    [DllImport("libc")] public static extern int kill(int pid, int signal);
    [DllImport("libc")] public static extern int unshare(int flags);
    [DllImport("libc")] public static extern nint ptrace(nint request, int pid, nint a, nint b);
    [DllImport("libc")] public static extern int mount(string what, string where, string type, nuint flags, nint data);
    [DllImport("libc")] public static extern int setuid(uint id);
    [DllImport("libc")] public static extern int chroot(string path);
    [DllImport("libc")] public static extern int socket(int family, int kind, int protocol);
    [DllImport("libc")] public static extern int reboot(int how);
}
