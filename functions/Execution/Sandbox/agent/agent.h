#pragma once
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

/* Descriptors: 2 takes complaints of the launcher and of bwrap. The program's own are made for each stage; a warm host also gets 4 to 6. */
enum { CONTROL = 3, DIAGNOSTICS_END = 4, COMMANDS_END = 5, ANSWERS_END = 6, SECCOMP = 9 };

/* Every frame starts with its kind and the length of what follows; all numbers are in the machine's byte order. */
struct frame { uint32_t kind, length; };
enum {
    FILE_FRAME = 1,      /* relative path, NUL, text: put below /work */
    STAGE_FRAME = 2,     /* struct stage, then its strings: starts a program, answered by one report */
    INPUT_FRAME = 3,     /* bytes for the program's stdin; outside a stage nobody wants them */
    INPUT_END_FRAME = 4,
    STOP_FRAME = 5,
    REPORT_FRAME = 6,    /* struct report */
    OUTPUT_FRAME = 7,    /* number of the stream, then bytes: all of a stage's come before its report */
};
enum { FRAME_MAX = 4 << 20 };

enum {
    COMPILE = 1,         /* no input, everything printed is the stream DIAGNOSTICS */
    TERMINAL = 2,        /* a terminal instead of pipes; everything printed is STDOUT */
    WARM_UP = 4,         /* starts a warm host: ends, leaving it alive, when the host is ready */
    WARM = 8,            /* the strings go to the host instead of to execve */
    FRESH = 16,          /* removes what earlier stages with this flag left behind */
};

/* A limit of 0 means "not limited here". Followed by argc, then envc strings, each with its NUL. */
struct stage {
    uint32_t flags, argc, envc, columns, rows, reserved;
    uint64_t wall_ms, cpu_ms, idle_ms, output, watched_kib, files;
    uint64_t address_space, data, file_size, descriptors, processes;
};

enum {
    READY = 1,           /* the agent, or the warm host, waits for work */
    ENDED = 2,
    FAILED = 3,          /* the agent could not do as told, and is gone */
    UNANSWERED = 4,      /* the warm host ended before any user code was in it; the stage can be run cold */
};
enum { WITHIN = 0, WALL = 1, CPU = 2, MEMORY = 3, FILES = 4, STOPPED = 5, OUTPUT = 6, IDLE = 7 };
struct report {
    uint32_t kind, limit;
    int32_t wait_status, error;
    uint64_t wall_us, cpu_us, peak_kib;
};

enum { STDOUT = 0, STDERR = 1, DIAGNOSTICS = 2, STREAMS = 3 };

/* agent.c */
_Noreturn void serve(void);
_Noreturn void die(const char *what);

/* confine.c: mode C, without namespaces. slot is 0 in the other modes. */
extern struct confinement { uid_t slot, keeper; int has_volume; } confined;
enum { SHOWN_MAX = 8 };
#define SHOWN "/mnt"
void confine(char **readable, int count, char **shown, int shown_count, int only_sweep);
int become_slot(void);
int put_filter_on(void);

/* launch.c, probe.c */
int launch(int argc, char **argv);
int probe(int argc, char **argv);

/* control.c: the socket to the service. Any failure of it, and the service going away, ends the sandbox. */
void receive(void *buffer, size_t length);
void send_report(const struct report *report);
void send_output(uint32_t stream, const char *bytes, size_t length);
_Noreturn void fail(int error);
_Noreturn void leave(void);

/* files.c */
extern const char *const *places; /* where user code may write, NULL after the last */
void write_file(char *body, uint32_t length);
void start_fresh(void);
void clear_places(void);
uint64_t files_below(void);

/* tree.c: everything that lives in the sandbox beside us */
struct tree { pid_t main; int main_status, main_ended; uint64_t peak_kib; };
uint64_t now_us(void);
uint64_t used_us(const struct tree *tree);
void measure(uint64_t *cpu_us, uint64_t *kib);
uint64_t files_made(void);
void reap(struct tree *tree);
void kill_all(struct tree *tree);

/* streams.c: what a program reads and writes */
struct ends { int in, out[STREAMS]; };
struct streams {
    struct ends ours, theirs;      /* -1: there is none, or none any more */
    char *typed;                   /* input the program has not taken yet */
    size_t typed_length, typed_room;
    int input_ended, last_typed;
    char tty[32];                  /* path of the terminal, or empty */
    uint64_t allowance;            /* bytes that may still be passed on */
    int is_over;
};
void no_streams(struct streams *s);
void open_input(struct streams *s);
void open_output(struct streams *s, int stream);
void open_terminal(struct streams *s);
void size_terminal(struct streams *s, uint32_t columns, uint32_t rows);
void close_theirs(struct streams *s);
void close_all(struct streams *s);
void type_in(struct streams *s, const char *bytes, size_t length);
void end_input(struct streams *s);
void feed(struct streams *s);
int forward(struct streams *s, int stream);
void drain(struct streams *s);

/* stage.c */
void run_stage(char *body, uint32_t length, int children);
