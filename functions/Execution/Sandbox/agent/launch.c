/* Outside, before bwrap: gives up the service's rights. */
#include "agent.h"
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>

enum { SOURCES_MAX = 64 };

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) die(path);
    close(fd);
}

/*
 * bwrap resolves bind sources with the slot's rights, which may not reach a data directory below, say, /root.
 * In a mount namespace of our own, the sources (as many as SOURCES_MAX) appear below /tmp, where everybody may look.
 */
static void expose(char **sources, int count) {
    int fds[SOURCES_MAX];
    if (count == 0) return;
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("mount namespace");
    for (int i = 0; i < count; i++)
        if ((fds[i] = open(sources[i], O_PATH | O_CLOEXEC | O_DIRECTORY)) < 0) die(sources[i]);
    if (mount("none", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=64k")) die("mount /tmp");
    for (int i = 0; i < count; i++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "/proc/self/fd/%d", fds[i]);
        snprintf(to, sizeof to, "/tmp/%d", i);
        if (mkdir(to, 0755) || mount(from, to, NULL, MS_BIND, NULL)) die(sources[i]);
        close(fds[i]);
    }
}

/* Whatever the service has open stays with the service. */
static void keep_only_control(void) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0) die("/dev/null");
    if (close_range(CONTROL + 1, SECCOMP - 1, 0) || close_range(SECCOMP + 1, ~0U, 0)) die("close_range");
}

/* agent --launch --slot UID --keeper UID --volume yes|no [--read PATH]… [--show DIR]… [--sweep yes]: mode C, becomes the agent itself
   agent --launch [--group CGROUP_PROCS]… [--expose DIR]… [--slot UID] -- PROGRAM ARGUMENT… */
int launch(int argc, char **argv) {
    char *sources[SOURCES_MAX], *shown[SHOWN_MAX], *none[] = { NULL };
    int count = 0, i, only_sweep = 0, shown_count = 0;
    long uid = -1;
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    setsid();
    for (i = 2; i + 1 < argc && strcmp(argv[i], "--"); i += 2) {
        if (!strcmp(argv[i], "--group")) put(argv[i + 1], "0");
        else if (!strcmp(argv[i], "--expose") && count < SOURCES_MAX) sources[count++] = argv[i + 1];
        else if (!strcmp(argv[i], "--slot")) uid = atol(argv[i + 1]);
        else if (!strcmp(argv[i], "--keeper")) confined.keeper = atol(argv[i + 1]);
        else if (!strcmp(argv[i], "--volume")) confined.has_volume = !strcmp(argv[i + 1], "yes");
        else if (!strcmp(argv[i], "--sweep")) only_sweep = 1;
        else if (!strcmp(argv[i], "--show") && shown_count < SHOWN_MAX) shown[shown_count++] = argv[i + 1];
        else if (!strcmp(argv[i], "--read") && count < SOURCES_MAX) sources[count++] = argv[i + 1];
        else { errno = EINVAL; die(argv[i]); }
    }
    if (confined.keeper) {
        confined.slot = uid;
        confine(sources, count, shown, shown_count, only_sweep);
        keep_only_control();
        serve();
    }
    if (i + 1 >= argc) { errno = EINVAL; die("--launch"); }
    /* What root sets here is as low as user code can ever get back to. Below its own 1000, so that the agent goes after it. Refused where it is higher already. */
    int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (adj < 0 || (write(adj, "900", 3) < 0 && errno != EACCES)) die("oom_score_adj");
    close(adj);
    expose(sources, count);
    if (uid >= 0 && (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))) die("drop to the slot");
    keep_only_control();
    /* Not before the drop: changing ids clears it. bwrap asks for the same; this covers the moment until then. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) die("parent death signal");
    execve(argv[i + 1], argv + i + 1, none);
    die(argv[i + 1]);
}
