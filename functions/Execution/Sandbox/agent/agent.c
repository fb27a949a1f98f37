/*
 * agent: one static program with three jobs around one sandboxed run.
 *
 * THEORY OF OPERATION
 *
 *   codemeet (C#) --posix_spawn--> agent --launch  --exec--> bwrap --exec--> agent  (PID 1 of the sandbox) --fork--> the user's code
 *
 * 1. `--launch` (launch.c) runs outside, with the service's rights, just long enough to give them up: it joins the run's
 *    control groups, makes the read-only sources reachable, drops to the slot's uid, gid and no groups, and becomes bwrap.
 *    bwrap started as root would keep kernel uid 0 inside whatever its --uid says, hence the drop comes first.
 *
 * 2. Without arguments it is PID 1 inside. The service speaks to it over one socket, fd 3 (frames in agent.h): FILE frames
 *    put the sources into /work before any user code exists, so nothing stronger than user code ever follows a path that
 *    user code could have bent. A STAGE frame starts one program (the compiler, then the program, or one test case after
 *    another) on streams made for it alone: pipes, or a terminal. What it prints leaves as OUTPUT frames the moment it is
 *    seen, in the order seen; INPUT frames wait here until the program takes them, so neither side can hold up the other.
 *    When the main process ends, everything else is killed and reaped and the streams are emptied; only then goes the
 *    REPORT with the true wait status, which bwrap's own exit code cannot carry. So no stage outlives its report, no daemon
 *    keeps a stream open, and nothing of one stage is ever taken for the next one's.
 *    PID 1 also keeps the clocks and counts: wall time, silence, bytes of output and, by reading /proc, processor time,
 *    memory and files of the tree. It cannot be traced, read or killed by user code: undumpable, PID 1 of its namespace,
 *    every descriptor close-on-exec. The service keeps an outer clock of its own and kills bwrap, and with it all of this,
 *    should the agent ever be late.
 *
 *    With a terminal, the session and so the terminal's owner is the agent and the program a foreground job in it: the
 *    kernel hangs a terminal up, and forgets what was not yet read from it, when the session's leader ends.
 *
 *    A warm host is a language's runtime, started before there is anything to run, on the very pipes the program will have.
 *    Stages with WARM are told to it on its fd 5 instead of being executed; it answers on fd 6 when it is ready and when it
 *    has compiled. It runs one program and ends with it. Limits are put on it from here when a stage starts. User code runs
 *    inside the host, so from the run stage on nothing it says is listened to but its wait status.
 *
 *    Where there are no namespaces the same agent is no PID 1 but has uids that keep user code off it (confine.c).
 *
 * 3. `--probe` (probe.c) is the self-test's program: it tries what user code must not be able to do and names what it could.
 */
#include "agent.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

void die(const char *what) {
    dprintf(2, "agent: %s: %s\n", what, strerror(errno));
    _exit(121);
}

void serve(void) {
    sigset_t child, all;
    /* User code has our uid: it must not trace us, read our memory or our /proc entries. */
    if (prctl(PR_SET_DUMPABLE, 0)) die("undumpable");
    if (close_range(CONTROL + 1, ~0U, 0) || fcntl(CONTROL, F_SETFD, FD_CLOEXEC)) die("descriptors");
    /* The numbers a warm host is given are kept free, so that putting a stream in place never overwrites another. */
    for (int fd = DIAGNOSTICS_END; fd <= ANSWERS_END; fd++)
        if (open("/dev/null", O_RDWR | O_CLOEXEC) != fd) die("/dev/null");
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    /* PID 1 of a namespace hears nothing it does not want to hear; elsewhere a terminal's owner does. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, confined.slot ? &all : &child, NULL);
    /* A pipe that nobody reads any more is found out by writing; a terminal that goes tells its session's leader. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    setsid();
    umask(022);
    int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (children < 0) die("signalfd");

    struct report ready = { .kind = READY };
    send_report(&ready);
    for (;;) {
        struct frame frame;
        receive(&frame, sizeof frame);
        if (frame.length > FRAME_MAX) fail(EINVAL);
        char *body = malloc(frame.length + 1);
        if (!body) fail(ENOMEM);
        receive(body, frame.length);
        if (frame.kind == FILE_FRAME) write_file(body, frame.length);
        else if (frame.kind == STAGE_FRAME) run_stage(body, frame.length, children);
        else if (frame.kind < INPUT_FRAME || frame.kind > STOP_FRAME) fail(EINVAL); /* those are about a stage that has just ended */
        free(body);
    }
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "--launch")) return launch(argc, argv);
    if (argc > 1 && !strcmp(argv[1], "--probe")) return probe(argc, argv);
    serve();
}
