// why: Handles of processes are a newer way to trace, signal and rob them.
// about: signals
// expect: ok
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    char stolen[64];
    struct iovec here = { stolen, sizeof stolen }, there = { (void *)0x400000, sizeof stolen };
    int init = syscall(434, 1, 0);
    if (init >= 0) {
        for (int fd = 0; fd < 16; fd++)
            if (syscall(438, init, fd, 0) >= 0) printf("BREACH: descriptor %d of PID 1\n", fd);
        syscall(424, init, SIGKILL, 0, 0);
        syscall(424, init, SIGSTOP, 0, 0);
        if (syscall(440, init, &there, 1, 21, 0) >= 0) puts("BREACH: advice for PID 1's memory");
        if (syscall(448, init, 0) >= 0) puts("BREACH: PID 1's memory released");
        if (syscall(308, init, 0) >= 0) puts("BREACH: PID 1's namespaces");
    }
    if (syscall(311, 1, &here, 1, &there, 1, 0) >= 0) puts("BREACH: wrote to PID 1");
    if (syscall(312, 1, 1, 0, 0, 0) >= 0) puts("BREACH: compared PID 1");
    if (setpriority(PRIO_PROCESS, 1, 19) == 0) puts("BREACH: PID 1's priority");
    if (setpriority(PRIO_PGRP, 1, 19) == 0) puts("BREACH: the priority of PID 1's group");
    if (setpriority(PRIO_USER, 0, 19) == 0 || setpriority(PRIO_USER, getuid(), 19) == 0) puts("BREACH: the priority of everybody with this uid");
    if (setpriority(PRIO_PROCESS, 0, 19)) puts("BREACH: not even its own");
    if (syscall(251, 1, 1, 0x6000) >= 0) puts("BREACH: PID 1's disk priority");
    puts("contained");
    return 0;
}
