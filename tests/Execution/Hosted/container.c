/*
 * Runs a program as it would run in a container without further rights: the capabilities that container engines leave to
 * root, no new namespaces, no mounts. `container PROGRAM ARGUMENT…`; needs root. /work, /tmp and /run
 * are empty as in a fresh container, mounted in a mount namespace of its own before it gives up the right to.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void die(const char *what) {
    perror(what);
    exit(121);
}

/* chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod audit_write setfcap */
static const int left[] = { 0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31 };

int main(int argc, char **argv) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setns, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mount, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x7E020000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct caps[2] = { 0 };
    if (argc < 2 || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("mount namespace");
    mkdir("/work", 0755);
    if (mount("none", "/work", "tmpfs", 0, "mode=755") || mount("none", "/run", "tmpfs", 0, "mode=755") || mount("none", "/tmp", "tmpfs", 0, "mode=1777")) die("mount");
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) die("seccomp");
    for (int capability = 0; capability < 64; capability++) {
        int keep = 0;
        for (size_t i = 0; i < sizeof left / sizeof *left; i++) keep |= left[i] == capability;
        if (keep) caps[capability / 32].permitted |= 1U << capability % 32;
        else prctl(PR_CAPBSET_DROP, capability);
    }
    for (int i = 0; i < 2; i++) caps[i].effective = caps[i].permitted;
    if (syscall(SYS_capset, &header, caps)) die("capabilities");
    execv(argv[1], argv + 1);
    die(argv[1]);
}
