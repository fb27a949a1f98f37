// why: Namespaces of its own would open the kernel to it, and mounts.
// about: namespaces
// expect: ok
// modes: A B
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRY(call, what) do { if ((call) >= 0) puts("BREACH: " what); } while (0)

int main(void) {
    int flags[] = { CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, 0x02000000, 0x80 };
    for (int i = 0; i < 8; i++) {
        TRY(unshare(flags[i]), "unshare");
        if (flags[i] == 0x80) continue;
        long pid = syscall(SYS_clone, (long)flags[i] | SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) _exit(0);
        TRY(pid, "clone");
        struct { unsigned long long flags, rest[10]; } args = { flags[i] };
        pid = syscall(435, &args, sizeof args);
        if (pid == 0) _exit(0);
        TRY(pid, "clone3");
    }
    int own = open("/proc/self/ns/user", O_RDONLY);
    TRY(setns(own, 0), "setns");
    TRY(mount("none", "/tmp", "tmpfs", 0, 0), "mount");
    TRY(mount("/", "/tmp", 0, MS_BIND, 0), "bind mount");
    TRY(mount(0, "/", 0, MS_REMOUNT | MS_BIND, 0), "remount");
    TRY(umount2("/tmp", MNT_DETACH), "umount");
    TRY(syscall(SYS_pivot_root, "/tmp", "/tmp"), "pivot_root");
    TRY(chroot("/tmp"), "chroot");
    TRY(syscall(428, -100, "/", 1), "open_tree");
    TRY(syscall(430, "tmpfs", 0), "fsopen");
    puts("contained");
    return 0;
}
