/* Measuring and ending everything that lives in the sandbox beside PID 1. */
#include "agent.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

static uint64_t read_clock(clockid_t id) {
    struct timespec t;
    return clock_gettime(id, &t) ? 0 : t.tv_sec * 1000000ULL + t.tv_nsec / 1000;
}

uint64_t now_us(void) { return read_clock(CLOCK_MONOTONIC); }

static uint64_t reaped_us(void) {
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000ULL + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

/* Processor time so far of what has been reaped and, to the microsecond, of the main process while it lives. */
uint64_t used_us(const struct tree *tree) {
    clockid_t id;
    return reaped_us() + (tree->main && !tree->main_ended && !clock_getcpuclockid(tree->main, &id) ? read_clock(id) : 0);
}

static size_t slurp(int proc, const char *pid, const char *name, char *buffer, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", pid, name);
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0; /* it ended meanwhile */
    ssize_t n = read(fd, buffer, size - 1);
    close(fd);
    buffer[n > 0 ? n : 0] = 0;
    return n > 0 ? n : 0;
}

static uint64_t field_kib(const char *status, const char *name) {
    const char *at = strstr(status, name);
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

/* Without a pid namespace everybody is in /proc; only user code has the slot's real uid. */
static int is_inside(int proc, const char *pid) {
    static char status[4096];
    if (!confined.slot) return strcmp(pid, "1");
    return slurp(proc, pid, "status", status, sizeof status) && field_kib(status, "\nUid:") == confined.slot;
}

/* Sums over the live processes but PID 1: processor time with that of their reaped children and of those reaped here, private and shared memory. */
void measure(uint64_t *cpu_us, uint64_t *kib) {
    static DIR *proc;
    static char text[8192];
    struct dirent *entry;
    uint64_t ticks = 0;
    if (!proc && !(proc = opendir("/proc"))) fail(errno);
    *kib = 0;
    rewinddir(proc);
    while ((entry = readdir(proc))) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || !is_inside(dirfd(proc), entry->d_name)) continue;
        if (slurp(dirfd(proc), entry->d_name, "stat", text, sizeof text)) {
            /* The name may hold anything, so fields are counted from the last parenthesis; 14 to 17 are the four times. */
            char *at = strrchr(text, ')');
            unsigned long user, sys;
            long child_user, child_sys;
            if (at && sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user, &sys, &child_user, &child_sys) == 4)
                ticks += user + sys + child_user + child_sys;
        }
        if (slurp(dirfd(proc), entry->d_name, "status", text, sizeof text))
            *kib += field_kib(text, "\nRssAnon:") + field_kib(text, "\nRssShmem:");
    }
    *cpu_us = ticks * 1000000ULL / sysconf(_SC_CLK_TCK) + reaped_us();
}

/* tmpfs has a size limit but none for empty files, which cost kernel memory all the same. */
uint64_t files_made(void) {
    /* Counting takes long where there are many, so it is done less often. */
    static uint64_t counted, next_count;
    uint64_t sum = 0;
    if (confined.slot && !confined.has_volume) {
        uint64_t now = now_us();
        if (now < next_count) return counted;
        counted = files_below();
        next_count = now + 4 * (now_us() - now) + 50000;
        return counted;
    }
    for (int i = 0; places[i]; i++) {
        struct statvfs v;
        if (!statvfs(places[i], &v)) sum += v.f_files - v.f_ffree;
    }
    return sum;
}

void reap(struct tree *tree) {
    struct rusage usage;
    int status;
    pid_t pid;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        if ((uint64_t)usage.ru_maxrss > tree->peak_kib) tree->peak_kib = usage.ru_maxrss;
        if (pid == tree->main) { tree->main_ended = 1; tree->main_status = status; }
    }
}

/* Kills until nobody is left. kill(-1) is atomic against fork: a fork in progress sees the signal and is abandoned. */
void kill_all(struct tree *tree) {
    for (;;) {
        kill(-1, SIGKILL);
        reap(tree);
        siginfo_t info;
        /* Blocks until somebody can be reaped; a killed process always gets there. */
        if (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) < 0 && errno == ECHILD) return;
    }
}
