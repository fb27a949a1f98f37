/* One stage: a program from its start to the report that nothing of it is left. */
#include "agent.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>

/*
 * How often the tree is measured. At 15 ms a program that fills memory as fast as it can overshoots by some 60 MiB. Where
 * the control group holds memory, one that does nothing is looked at less and less often: dozens may wait for somebody to type.
 */
enum { WATCH_MS = 15, LAZY_WATCH_MS = 120 };

/*
 * A language's runtime that waits for its program; pid 0: there is none. Its terminal is made with it: a process has the
 * controlling terminal that its parent had at the fork. Closed, it is nobody's any more.
 */
static struct { pid_t pid; struct streams streams, terminal; int commands, answers; } host;

/* Never above what the service itself was given: raising a hard limit is not ours to do. 0 leaves it alone. */
static int limit(pid_t pid, int resource, uint64_t value) {
    struct rlimit r;
    if (value == 0 || prlimit(pid, resource, NULL, &r)) return value != 0;
    if (r.rlim_max > value) r.rlim_max = value;
    r.rlim_cur = r.rlim_max;
    return prlimit(pid, resource, &r, NULL);
}

/* pid 0: ourselves. used_us: processor time that does not count. */
static int limit_all(pid_t pid, const struct stage *stage, uint64_t used_us) {
    return limit(pid, RLIMIT_AS, stage->address_space) || limit(pid, RLIMIT_DATA, stage->data)
        || limit(pid, RLIMIT_CPU, stage->cpu_ms ? used_us / 1000000 + stage->cpu_ms / 1000 + 2 : 0) || limit(pid, RLIMIT_FSIZE, stage->file_size)
        || limit(pid, RLIMIT_NOFILE, stage->descriptors) || limit(pid, RLIMIT_NPROC, stage->processes);
}

/* In the child: from here on nothing of PID 1's is left but the streams. A job of its own, in our session for the terminal's sake. */
static void become(const struct stage *stage, const struct streams *s, char **argv, char **envp, int failure) {
    sigset_t none, terminal_output;
    int compile = stage->flags & COMPILE, out = compile ? s->theirs.out[DIAGNOSTICS] : s->theirs.out[STDOUT];
    int error_out = compile ? out : s->theirs.out[STDERR];
    sigemptyset(&none);
    sigemptyset(&terminal_output);
    sigaddset(&terminal_output, SIGTTOU);
    sigprocmask(SIG_SETMASK, &terminal_output, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    if (setpgid(0, 0)) goto failed;
    if (s->tty[0]) {
        out = error_out = s->theirs.in;
        if (tcsetpgrp(s->theirs.in, getpid())) goto failed;
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    if ((s->theirs.in >= 0 && dup2(s->theirs.in, 0) < 0) || dup2(out, 1) < 0 || dup2(error_out, 2) < 0) goto failed;
    if (stage->flags & WARM_UP && (dup2(s->theirs.out[DIAGNOSTICS], DIAGNOSTICS_END) < 0 || dup2(host.commands, COMMANDS_END) < 0
        || dup2(host.answers, ANSWERS_END) < 0)) goto failed;
    if (become_slot()) goto failed;
    /* If the machine itself runs out of memory, user code goes first. The file is ours only while we are dumpable;
       no user code is alive at this moment, and exec would make us dumpable anyway. */
    prctl(PR_SET_DUMPABLE, 1);
    int adj = confined.slot ? -1 : open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC); /* confined, it is inherited */
    if (!confined.slot && (adj < 0 || write(adj, "1000", 4) != 4)) goto failed;
    struct rlimit nothing = { 0, 0 };
    if (limit_all(0, stage, 0) || limit(0, RLIMIT_MEMLOCK, 64 << 10) || setrlimit(RLIMIT_CORE, &nothing) || setrlimit(RLIMIT_MSGQUEUE, &nothing)) goto failed;
    if (put_filter_on()) goto failed;
    execve(argv[0], argv, envp);
failed:;
    int error = errno;
    if (write(failure, &error, sizeof error) < 0) _exit(121);
    _exit(121);
}

/* Returns when the program has been executed. */
static pid_t start(const struct stage *stage, struct streams *s, char **argv, char **envp) {
    int failure[2], error;
    if (pipe2(failure, O_CLOEXEC)) fail(errno);
    pid_t pid = fork();
    if (pid < 0) fail(errno);
    if (pid == 0) become(stage, s, argv, envp, failure[1]);
    close(failure[1]);
    if (read(failure[0], &error, sizeof error) == sizeof error) fail(error);
    close(failure[0]);
    return pid;
}

/* Its strings in front of `argv` and `envp`, which share one array, each list ended by NULL. */
static char **split(const struct stage *stage, char *at, const char *end) {
    char **strings = calloc(stage->argc + stage->envc + 2, sizeof *strings);
    if (!strings) fail(ENOMEM);
    for (uint32_t i = 0; i < stage->argc + stage->envc; i++, at += strlen(at) + 1) {
        if (at >= end) fail(EINVAL);
        strings[i < stage->argc ? i : i + 1] = at;
    }
    return strings;
}

static void start_host(const struct stage *stage, char **argv, char **envp) {
    int commands[2], answers[2];
    if (host.pid || pipe2(commands, O_CLOEXEC) || pipe2(answers, O_CLOEXEC)) fail(errno);
    no_streams(&host.streams);
    open_input(&host.streams);
    for (int i = 0; i < STREAMS; i++) open_output(&host.streams, i);
    no_streams(&host.terminal);
    open_terminal(&host.terminal);
    host.commands = commands[0], host.answers = answers[1];
    host.pid = start(stage, &host.streams, argv, envp);
    close_theirs(&host.streams);
    close(commands[0]), close(answers[1]);
    host.commands = commands[1], host.answers = answers[0];
}

static void forget_host(void) {
    if (!host.pid) return;
    close_all(&host.streams);
    close_all(&host.terminal);
    close(host.commands), close(host.answers);
    host.pid = 0;
}

/* The command as the host reads it: length, then what to do, the terminal's path, and the strings of the stage. */
static int tell_host(const struct stage *stage, const char *tty, const char *strings, uint32_t length) {
    char head[64];
    int words = snprintf(head + 4, sizeof head - 4, "%s%c%s", stage->flags & COMPILE ? "compile" : "run", 0, tty) + 1;
    uint32_t total = words + length;
    memcpy(head, &total, sizeof total);
    /* A pipe holds 64 KiB and a request's arguments have less, so this cannot block on a host that does not read. */
    return write(host.commands, head, 4 + words) == 4 + words && (!length || write(host.commands, strings, length) == (ssize_t)length);
}

/* What the host has to say before user code is in it: 'R' when it is warm, 'C' and the exit code when it has compiled. */
static int has_answered(const struct stage *stage, struct report *report) {
    unsigned char answer[2];
    ssize_t n = read(host.answers, answer, sizeof answer);
    if (n == 1 && answer[0] == 'R' && stage->flags & WARM_UP) report->kind = READY;
    else if (n == 2 && answer[0] == 'C' && stage->flags & COMPILE) report->kind = ENDED, report->wait_status = answer[1] << 8;
    else if (n != 0) fail(EPROTO);
    return n > 0;
}

/* One frame from the service; returns whether it was "stop". */
static int hear(struct streams *s) {
    static char text[FRAME_MAX];
    struct frame frame;
    receive(&frame, sizeof frame);
    if (frame.length > sizeof text) fail(EINVAL);
    receive(text, frame.length);
    if (frame.kind == INPUT_FRAME) type_in(s, text, frame.length);
    else if (frame.kind == INPUT_END_FRAME) end_input(s);
    else if (frame.kind != STOP_FRAME) fail(EINVAL);
    return frame.kind == STOP_FRAME;
}

/* Until the program ends, the host answers, or a limit is reached, which is returned. */
static uint32_t watch(const struct stage *stage, struct streams *s, struct tree *tree, int children, struct report *report, uint64_t start, uint64_t cpu_before) {
    uint64_t files_before = files_made(), next_watch = start + WATCH_MS * 1000, last_heard = start, pause = WATCH_MS, cpu_seen = 0;
    int listening = stage->flags & WARM_UP || (stage->flags & WARM && stage->flags & COMPILE) ? host.answers : -1;
    for (;;) {
        feed(s);
        uint64_t now = now_us(), until = next_watch;
        if (stage->wall_ms && start + stage->wall_ms * 1000 < until) until = start + stage->wall_ms * 1000;
        struct timespec wait = { 0, until > now ? (until - now) * 1000 : 0 };
        /* A host that warms up leaves its streams alone; should it not, that is read when it has died of it. */
        int reading = !(stage->flags & WARM_UP);
        struct pollfd ready[] = {
            { reading ? s->ours.out[STDOUT] : -1, POLLIN, 0 }, { reading ? s->ours.out[STDERR] : -1, POLLIN, 0 }, { reading ? s->ours.out[DIAGNOSTICS] : -1, POLLIN, 0 },
            { children, POLLIN, 0 }, { CONTROL, POLLIN, 0 }, { s->typed_length ? s->ours.in : -1, POLLOUT, 0 }, { listening, POLLIN, 0 },
        };
        ppoll(ready, sizeof ready / sizeof *ready, &wait, NULL);
        for (int i = 0; i < STREAMS; i++)
            if (ready[i].revents && forward(s, i)) last_heard = now;
        if (s->is_over) return OUTPUT;
        if (ready[4].revents) {
            if (hear(s)) return STOPPED;
            last_heard = now;
        }
        if (ready[6].revents) {
            if (has_answered(stage, report)) return WITHIN;
            listening = -1; /* it is about to end */
        }
        if (ready[3].revents) {
            struct signalfd_siginfo gone[8];
            if (read(children, gone, sizeof gone) < 0 && errno != EAGAIN) die("signalfd");
            reap(tree);
            if (tree->main_ended) return WITHIN;
        }
        now = now_us();
        if (stage->wall_ms && now >= start + stage->wall_ms * 1000) return WALL;
        if (stage->idle_ms && now >= last_heard + stage->idle_ms * 1000) return IDLE;
        if (now < next_watch) continue;
        uint64_t cpu_us, kib;
        measure(&cpu_us, &kib);
        pause = cpu_us != cpu_seen || stage->watched_kib ? WATCH_MS : pause < LAZY_WATCH_MS ? 2 * pause : pause;
        next_watch = now + pause * 1000;
        cpu_seen = cpu_us;
        if (kib > tree->peak_kib) tree->peak_kib = kib;
        if (stage->watched_kib && kib > stage->watched_kib) return MEMORY;
        if (stage->files && files_made() > files_before + stage->files) return FILES;
        if (stage->cpu_ms && cpu_us > cpu_before + stage->cpu_ms * 1000) return CPU;
    }
}

/* Its peak so far was the warming up's. */
static void forget_peak(pid_t pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/clear_refs", pid);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "5", 1) != 1) fail(errno);
    close(fd);
}

void run_stage(char *body, uint32_t length, int children) {
    struct stage stage;
    if (length < sizeof stage || (length > sizeof stage && body[length - 1])) fail(EINVAL);
    memcpy(&stage, body, sizeof stage);
    if ((!stage.argc && !(stage.flags & WARM)) || stage.argc > 4096 || stage.envc > 256) fail(EINVAL);
    char *text = body + sizeof stage, **strings = split(&stage, text, body + length);

    struct tree tree = { 0 };
    int by_host = stage.flags & (WARM | WARM_UP), must_answer = stage.flags & WARM && stage.flags & COMPILE;
    struct report report = { .kind = must_answer ? UNANSWERED : ENDED };
    struct streams own, *s = &own;
    tree.main = host.pid;
    reap(&tree); /* a host may have died in peace and quiet */
    if (!by_host || tree.main_ended) {
        kill_all(&tree);
        forget_host();
        tree = (struct tree){ 0 };
    }
    if (stage.flags & WARM && !host.pid) {
        report.kind = UNANSWERED;
        free(strings);
        send_report(&report);
        return;
    }
    if (stage.flags & FRESH) start_fresh();

    no_streams(&own);
    if (stage.flags & TERMINAL) {
        if (stage.flags & WARM) own = host.terminal, no_streams(&host.terminal);
        else open_terminal(&own);
        size_terminal(&own, stage.columns, stage.rows);
    } else if (by_host) {
        s = &host.streams;
        if (stage.flags & WARM && !(stage.flags & COMPILE)) close_all(&host.terminal);
    } else if (stage.flags & COMPILE) {
        own.theirs.in = open("/dev/null", O_RDONLY | O_CLOEXEC);
        open_output(&own, DIAGNOSTICS);
    } else {
        open_input(&own);
        open_output(&own, STDOUT);
        open_output(&own, STDERR);
    }

    uint64_t started = now_us(), cpu_before;
    if (stage.flags & WARM) {
        tree.main = host.pid;
        cpu_before = used_us(&tree);
        forget_peak(host.pid);
        if (stage.flags & TERMINAL && tcsetpgrp(own.theirs.in, host.pid)) fail(errno);
        if (limit_all(host.pid, &stage, cpu_before)) fail(errno);
        /* One that does not listen any more has ended, which is seen below. */
        if (!tell_host(&stage, own.tty, text, body + length - text)) report.kind = UNANSWERED;
    } else {
        cpu_before = used_us(&tree);
        if (stage.flags & WARM_UP) start_host(&stage, strings, strings + stage.argc + 1);
        tree.main = stage.flags & WARM_UP ? host.pid : start(&stage, &own, strings, strings + stage.argc + 1);
    }
    if (!own.tty[0]) close_theirs(&own);
    s->allowance = stage.output ? stage.output : UINT64_MAX;
    s->is_over = 0;

    report.limit = watch(&stage, s, &tree, children, &report, started, cpu_before);
    report.wall_us = now_us() - started;
    if (report.limit != WITHIN) report.kind = ENDED;
    int host_lives = by_host && !tree.main_ended && report.limit == WITHIN && !report.wait_status;
    if (host_lives) report.cpu_us = used_us(&tree) - cpu_before;
    else {
        kill_all(&tree);
        report.cpu_us = used_us(&tree) - cpu_before;
        if (!report.wait_status) report.wait_status = tree.main_status;
    }
    if (!(host_lives && stage.flags & WARM_UP)) drain(s);
    if (s->is_over && report.limit != STOPPED) report.limit = OUTPUT;
    report.peak_kib = tree.peak_kib;
    if (!host_lives) forget_host();
    close_all(&own);
    free(strings);
    send_report(&report);
}
