// why: System calls that have been ways out before.
// about: kernel
// expect: ok
// modes: A B
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define TRY(number, what, ...) do { if (syscall(number, ##__VA_ARGS__) >= 0) puts("BREACH: " what); } while (0)

int main(void) {
    char buffer[256] = { 0 };
    struct iovec local = { buffer, 64 }, remote = { (void *)0x400000, 64 };
    TRY(321, "bpf", 0, buffer, 64);
    TRY(298, "perf_event_open", buffer, 0, -1, -1, 0);
    TRY(323, "userfaultfd", 1);
    TRY(425, "io_uring_setup", 8, buffer);
    TRY(250, "keyctl", 0, -3, 1);
    TRY(248, "add_key", "user", "x", "x", 1, -3);
    TRY(319, "memfd_create", "x", 0);
    TRY(29, "shmget", 4242, 4096, 01666);
    TRY(68, "msgget", 4242, 01666);
    TRY(64, "semget", 4242, 1, 01666);
    TRY(240, "mq_open", "/x", O_CREAT | O_RDWR, 0600, 0);
    TRY(101, "ptrace", PTRACE_ATTACH, 1, 0, 0);
    TRY(310, "process_vm_readv", 1, &local, 1, &remote, 1, 0);
    TRY(304, "open_by_handle_at", -100, buffer, 0);
    TRY(133, "mknod", "/tmp/disk", S_IFBLK | 0600, 0xfe00);
    TRY(175, "init_module", buffer, 64, "");
    TRY(246, "kexec_load", 0, 0, 0, 0);
    TRY(169, "reboot", 0xfee1dead, 672274793, 0x89abcdef, 0);
    TRY(170, "sethostname", "x", 1);
    TRY(227, "clock_settime", 0, buffer);
    TRY(103, "syslog", 3, buffer, 200);
    TRY(16, "TIOCSTI", 0, TIOCSTI, "x");
    TRY(0x40000000 + 39, "getpid by the x32 ABI");
    for (const char **path = (const char *[]) { "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/mem", "/proc/1/oom_score_adj", "/sys/kernel/uevent_helper",
            "/proc/sys/vm/drop_caches", "/dev/vda", "/dev/mem", "/dev/kmsg", "/sbx-init", "/etc/passwd", 0 }; *path; path++)
        if (open(*path, O_WRONLY) >= 0) printf("BREACH: writes %s\n", *path);
    puts("contained");
    return 0;
}
