/*
 * agent: one static program with three jobs around one sandboxed run.
 *
 * THEORY OF OPERATION
 *
 *   codemeet (C#) --posix_spawn--> agent --launch  --exec--> bwrap --exec--> agent  (PID 1 of the sandbox) --fork--> the user's code
 *
 * 1. `--launch` runs outside, with the service's rights, just long enough to give them up: it joins the run's control
 *    groups, makes the read-only sources reachable, drops to the slot's uid, gid and no groups, and becomes bwrap.
 *    bwrap started as root would keep kernel uid 0 inside whatever its --uid says, hence the drop comes first.
 *
 * 2. Without arguments it is PID 1 inside. The service speaks to it over the socket on fd 3 (frames below): FILE frames
 *    put the sources into /work before any user code exists, so nothing stronger than user code ever follows a path that
 *    user code could have bent. Each STAGE frame (compile, then run) starts one program and is answered by one REPORT with
 *    the true wait status, which bwrap's own exit code cannot carry. When the main process ends, everything else is
 *    killed and reaped before the report is sent: no stage outlives its report, and no daemon keeps a pipe open.
 *    PID 1 also keeps the clocks: wall time and, by reading /proc, processor time, memory and file counts of the tree.
 *    It cannot be traced, read or killed by user code: undumpable, PID 1 of its namespace, fd 3 and 4 close on exec.
 *    The service keeps an outer clock of its own and kills bwrap, and with it all of this, should the agent ever be late.
 *
 * 3. `--probe` is the self-test's program: it tries what user code must not be able to do and names what it could do.
 *
 * Descriptors of PID 1: 0 the program's input, 1 its output, 2 its errors, 3 control, 4 the compiler's output.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

enum { CONTROL = 3, COMPILE_OUTPUT = 4, SECCOMP = 9 };

/* Every frame starts with its kind and the length of what follows; all numbers are in the machine's byte order. */
struct frame { uint32_t kind, length; };
enum { FILE_FRAME = 1, STAGE_FRAME = 2, REPORT_FRAME = 3, STOP_FRAME = 4 };
enum { FRAME_MAX = 4 << 20 };

/* A limit of 0 means "not limited here". Followed by argc, then envc strings, each with its NUL. */
struct stage {
    uint32_t compile, argc, envc, reserved;
    uint64_t wall_ms, cpu_ms, watched_kib, files;
    uint64_t address_space, data, file_size, descriptors, processes;
};

enum { READY = 1, ENDED = 2, FAILED = 3 };
enum { WITHIN = 0, WALL = 1, CPU = 2, MEMORY = 3, FILES = 4, STOPPED = 5 };
struct report {
    uint32_t kind, limit;
    int32_t wait_status, error;
    uint64_t wall_us, cpu_us, peak_kib;
};

/* How often the tree is measured. At 15 ms a program that fills memory as fast as it can overshoots by some 60 MiB. */
enum { WATCH_MS = 15 };

static void die(const char *what) {
    dprintf(2, "agent: %s: %s\n", what, strerror(errno));
    _exit(121);
}

/* ---- launch: outside, before bwrap ---- */

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) die(path);
    close(fd);
}

/*
 * bwrap resolves bind sources with the slot's rights, which may not reach a data directory below, say, /root.
 * In a mount namespace of our own, the sources (up to eight) appear below /tmp, where everybody may look.
 */
static void expose(char **sources, int count) {
    int fds[8];
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

/* agent --launch [--group CGROUP_PROCS]… [--expose DIR]… [--slot UID] -- PROGRAM ARGUMENT… */
static int launch(int argc, char **argv) {
    char *sources[8], *none[] = { NULL };
    int count = 0, i;
    long uid = -1;
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    setsid();
    for (i = 2; i + 1 < argc && strcmp(argv[i], "--"); i += 2) {
        if (!strcmp(argv[i], "--group")) put(argv[i + 1], "0");
        else if (!strcmp(argv[i], "--expose") && count < 8) sources[count++] = argv[i + 1];
        else if (!strcmp(argv[i], "--slot")) uid = atol(argv[i + 1]);
        else { errno = EINVAL; die(argv[i]); }
    }
    if (i + 1 >= argc) { errno = EINVAL; die("--launch"); }
    expose(sources, count);
    if (uid >= 0 && (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))) die("drop to the slot");
    /* Whatever the service has open stays with the service. */
    if (close_range(COMPILE_OUTPUT + 1, SECCOMP - 1, 0) || close_range(SECCOMP + 1, ~0U, 0)) die("close_range");
    /* Not before the drop: changing ids clears it. bwrap asks for the same; this covers the moment until then. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) die("parent death signal");
    execve(argv[i + 1], argv + i + 1, none);
    die(argv[i + 1]);
    return 1;
}

/* ---- inside: talking to the service ---- */

/* The service going away ends the sandbox: leaving as PID 1 takes every process along. */
static void receive(void *buffer, size_t length) {
    char *at = buffer;
    while (length) {
        ssize_t n = read(CONTROL, at, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(0);
        at += n;
        length -= n;
    }
}

static void send_report(const struct report *report) {
    struct { struct frame frame; struct report report; } message = { { REPORT_FRAME, sizeof *report }, *report };
    if (write(CONTROL, &message, sizeof message) != sizeof message) _exit(0);
}

static void fail(int error) {
    struct report report = { .kind = FAILED, .error = error };
    send_report(&report);
    _exit(0);
}

/* Body: the relative path with its NUL, then the text. The service has checked the path; here every step refuses links. */
static void write_file(char *body, uint32_t length) {
    char *end = memchr(body, 0, length), *part = body, *slash;
    int directory = open("/work", O_PATH | O_DIRECTORY | O_CLOEXEC), fd;
    if (!end || directory < 0) fail(EINVAL);
    for (; (slash = strchr(part, '/')); part = slash + 1) {
        *slash = 0;
        if (mkdirat(directory, part, 0755) && errno != EEXIST) fail(errno);
        int next = openat(directory, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) fail(errno);
        close(directory);
        directory = next;
    }
    fd = openat(directory, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) fail(errno);
    for (char *at = end + 1; at < body + length;) {
        ssize_t n = write(fd, at, body + length - at);
        if (n < 0) fail(errno);
        at += n;
    }
    close(fd);
    close(directory);
}

/* ---- inside: measuring the tree ---- */

static uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ULL + t.tv_nsec / 1000;
}

static uint64_t usage_us(const struct rusage *u) {
    return (u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1000000ULL + u->ru_utime.tv_usec + u->ru_stime.tv_usec;
}

static uint64_t reaped_us(void) {
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return usage_us(&u);
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

/* Sums over the live processes but PID 1: processor time with that of their reaped children, private and shared memory. */
static void measure(DIR *proc, uint64_t *cpu_us, uint64_t *kib) {
    static char text[8192];
    struct dirent *entry;
    uint64_t ticks = 0;
    *kib = 0;
    rewinddir(proc);
    while ((entry = readdir(proc))) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || !strcmp(entry->d_name, "1")) continue;
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
    *cpu_us = ticks * 1000000ULL / sysconf(_SC_CLK_TCK);
}

/* tmpfs has a size limit but none for empty files, which cost kernel memory all the same. */
static uint64_t files_made(void) {
    static const char *const places[] = { "/work", "/tmp", "/dev/shm" };
    uint64_t sum = 0;
    for (int i = 0; i < 3; i++) {
        struct statvfs v;
        if (!statvfs(places[i], &v)) sum += v.f_files - v.f_ffree;
    }
    return sum;
}

/* ---- inside: one stage ---- */

/* Never above what the service itself was given: raising a hard limit is not ours to do. 0 leaves it alone. */
static int limit(int resource, uint64_t value) {
    struct rlimit r;
    if (value == 0 || getrlimit(resource, &r)) return value != 0;
    if (r.rlim_max > value) r.rlim_max = value;
    r.rlim_cur = r.rlim_max;
    return setrlimit(resource, &r);
}

static void become(const struct stage *stage, char **argv, char **envp, int failure) {
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    setsid();
    if (stage->compile) {
        int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (null < 0 || dup2(null, 0) < 0 || dup2(COMPILE_OUTPUT, 1) < 0 || dup2(COMPILE_OUTPUT, 2) < 0) goto failed;
    }
    /* If the machine itself runs out of memory, user code goes first. The file is ours only while we are dumpable;
       no user code is alive at this moment, and exec would make us dumpable anyway. */
    prctl(PR_SET_DUMPABLE, 1);
    int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (adj < 0 || write(adj, "1000", 4) != 4) goto failed;
    struct rlimit none = { 0, 0 };
    if (limit(RLIMIT_AS, stage->address_space) || limit(RLIMIT_DATA, stage->data) || limit(RLIMIT_CPU, stage->cpu_ms / 1000 + 2)
        || limit(RLIMIT_FSIZE, stage->file_size) || limit(RLIMIT_NOFILE, stage->descriptors) || limit(RLIMIT_NPROC, stage->processes)
        || limit(RLIMIT_MEMLOCK, 64 << 10) || setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_MSGQUEUE, &none)) goto failed;
    execve(argv[0], argv, envp);
failed:;
    int error = errno;
    if (write(failure, &error, sizeof error) < 0) _exit(121);
    _exit(121);
}

struct stage_state { pid_t main; int main_status, main_ended; uint64_t peak_kib; };

static void reap(struct stage_state *s) {
    struct rusage usage;
    int status;
    pid_t pid;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        if ((uint64_t)usage.ru_maxrss > s->peak_kib) s->peak_kib = usage.ru_maxrss;
        if (pid == s->main) { s->main_ended = 1; s->main_status = status; }
    }
}

/* Kills until nobody is left. kill(-1) is atomic against fork: a fork in progress sees the signal and is abandoned. */
static void kill_all(struct stage_state *s) {
    for (;;) {
        kill(-1, SIGKILL);
        reap(s);
        siginfo_t info;
        /* Blocks until somebody can be reaped; a killed process always gets there. */
        if (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) < 0 && errno == ECHILD) return;
    }
}

static void run_stage(char *body, uint32_t length, int children, DIR *proc) {
    struct stage stage;
    if (length < sizeof stage || body[length - 1]) fail(EINVAL);
    memcpy(&stage, body, sizeof stage);
    if (!stage.argc || stage.argc > 4096 || stage.envc > 256) fail(EINVAL);
    char **strings = calloc(stage.argc + stage.envc + 2, sizeof *strings), *at = body + sizeof stage;
    if (!strings) fail(ENOMEM);
    char **argv = strings, **envp = strings + stage.argc + 1;
    for (uint32_t i = 0; i < stage.argc + stage.envc; i++, at += strlen(at) + 1) {
        if (at >= body + length) fail(EINVAL);
        if (i < stage.argc) argv[i] = at; else envp[i - stage.argc] = at;
    }

    int failure[2];
    if (pipe2(failure, O_CLOEXEC)) fail(errno);
    struct stage_state s = { 0 };
    struct report report = { .kind = ENDED };
    uint64_t start = now_us(), before = reaped_us(), files_before = files_made();
    s.main = fork();
    if (s.main < 0) fail(errno);
    if (s.main == 0) become(&stage, argv, envp, failure[1]);
    close(failure[1]);
    int error;
    if (read(failure[0], &error, sizeof error) == sizeof error) { kill_all(&s); fail(error); }
    close(failure[0]);

    uint64_t next_watch = start + WATCH_MS * 1000;
    for (;;) {
        uint64_t now = now_us(), wall_end = start + stage.wall_ms * 1000;
        uint64_t until = next_watch < wall_end ? next_watch : wall_end;
        struct timespec wait = { 0, until > now ? (until - now) * 1000 : 0 };
        struct pollfd ready[2] = { { children, POLLIN, 0 }, { CONTROL, POLLIN, 0 } };
        ppoll(ready, 2, &wait, NULL);
        if (ready[1].revents) { /* during a stage the service says nothing but "stop" */
            struct frame frame;
            receive(&frame, sizeof frame);
            if (frame.kind != STOP_FRAME) fail(EINVAL);
            report.limit = STOPPED;
            break;
        }
        if (ready[0].revents) {
            struct signalfd_siginfo drop[8];
            if (read(children, drop, sizeof drop) < 0 && errno != EAGAIN) die("signalfd");
            reap(&s);
            if (s.main_ended) break;
        }
        now = now_us();
        if (now >= wall_end) { report.limit = WALL; break; }
        if (now < next_watch) continue;
        next_watch = now + WATCH_MS * 1000;
        uint64_t cpu_us, kib;
        measure(proc, &cpu_us, &kib);
        if (kib > s.peak_kib) s.peak_kib = kib;
        if (stage.watched_kib && kib > stage.watched_kib) { report.limit = MEMORY; break; }
        if (stage.files && files_made() > files_before + stage.files) { report.limit = FILES; break; }
        if (stage.cpu_ms && cpu_us + reaped_us() - before > stage.cpu_ms * 1000) { report.limit = CPU; break; }
    }
    report.wall_us = now_us() - start;
    kill_all(&s);
    report.wait_status = s.main_status;
    report.cpu_us = reaped_us() - before;
    report.peak_kib = s.peak_kib;
    free(strings);
    send_report(&report);
}

static _Noreturn void serve(void) {
    sigset_t child;
    /* User code has our uid: it must not trace us, read our memory or our /proc entries. */
    if (prctl(PR_SET_DUMPABLE, 0)) die("undumpable");
    if (close_range(COMPILE_OUTPUT + 1, ~0U, 0)) die("close_range");
    if (fcntl(CONTROL, F_SETFD, FD_CLOEXEC) || fcntl(COMPILE_OUTPUT, F_SETFD, FD_CLOEXEC)) die("descriptors");
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    signal(SIGPIPE, SIG_DFL);
    umask(022);
    int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    DIR *proc = opendir("/proc");
    if (children < 0 || !proc) die("signalfd or /proc");

    struct report ready = { .kind = READY };
    send_report(&ready);
    for (;;) {
        struct frame frame;
        receive(&frame, sizeof frame);
        if (frame.kind == STOP_FRAME) continue; /* the stage had just ended by itself */
        if (frame.length == 0 || frame.length > FRAME_MAX) fail(EINVAL);
        char *body = malloc(frame.length);
        if (!body) fail(ENOMEM);
        receive(body, frame.length);
        if (frame.kind == FILE_FRAME) write_file(body, frame.length);
        else if (frame.kind == STAGE_FRAME) run_stage(body, frame.length, children, proc);
        else fail(EINVAL);
        free(body);
    }
}

/* ---- probe: what user code must not be able to do ---- */

static int could_read(const char *path) {
    char byte;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    int got = read(fd, &byte, 1) == 1;
    close(fd);
    return got;
}

static int could_write(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static int could_open_socket(int family, int type) {
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static int could_unshare_in_child(void) {
    pid_t pid = fork();
    int status = 1;
    if (pid == 0) _exit(unshare(CLONE_NEWUSER) == 0 ? 0 : 1);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* argv[2], if there, is a loopback port on which the service listens outside. */
static int probe(int argc, char **argv) {
    int leaks = 0, processes = 0;
#define MUST_NOT(could, what) do { if (could) { leaks++; puts(what); } } while (0)
    MUST_NOT(getuid() == 0 || getgid() == 0 || geteuid() == 0 || getgroups(0, NULL) > 1, "has a privileged identity");
    MUST_NOT(could_read("/etc/shadow"), "reads /etc/shadow");
    MUST_NOT(could_read("/proc/1/environ"), "reads the environment of PID 1");
    MUST_NOT(could_read("/proc/kallsyms"), "reads kernel symbols");
    MUST_NOT(could_write("/x") || could_write("/dev/x") || could_write("/usr/x"), "writes outside its directories");
    MUST_NOT(access("/sys/kernel", F_OK) == 0 || access("/home", F_OK) == 0 || access("/root", F_OK) == 0, "sees the host's files");
    MUST_NOT(could_unshare_in_child(), "makes a user namespace");
    MUST_NOT(mount("none", "/tmp", "tmpfs", 0, NULL) == 0, "mounts");
    MUST_NOT(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0, "traces");
    MUST_NOT(could_open_socket(AF_NETLINK, SOCK_RAW) || could_open_socket(AF_VSOCK, SOCK_STREAM) || could_open_socket(AF_INET, SOCK_RAW), "opens a denied socket");
    MUST_NOT(syscall(SYS_keyctl, 0, 0, 0, 0, 0) >= 0 || syscall(SYS_memfd_create, "x", 0) >= 0 || syscall(SYS_io_uring_setup, 1, NULL) >= 0, "reaches a denied kernel facility");
    if (argc > 2) {
        struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        MUST_NOT(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0, "reaches the host's network");
    }
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && (entry = readdir(proc))) processes += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    MUST_NOT(processes != 2, "sees processes that are not its own");
    for (int fd = 3; fd < 64; fd++) MUST_NOT(fd != (proc ? dirfd(proc) : -1) && fcntl(fd, F_GETFD) >= 0 && fd != 3, "inherits a descriptor");
    if (!leaks) puts("isolated");
    return leaks != 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "--launch")) return launch(argc, argv);
    if (argc > 1 && !strcmp(argv[1], "--probe")) return probe(argc, argv);
    serve();
}
