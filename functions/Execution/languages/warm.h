/*
 * What the warm hosts have in common: the two pipes over which the agent speaks to a runtime that is waiting for its one
 * program (docs/languages.md, "Warm"). Before the program runs, anything unforeseen ends the host, and the service then
 * compiles and runs cold.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

enum { COMPILER_OUTPUT = 4, COMMANDS = 5, ANSWERS = 6 };

#define SCRATCH "/tmp/.warm"

static void give_up(const char *what) {
    dprintf(2, "warm host: %s\n", what);
    _exit(120);
}

/* Strings that each end with their NUL; the first names the command, the second is the terminal's path or empty. */
struct command { char *text; uint32_t length; };

static int read_all(int fd, void *buffer, size_t length) {
    for (char *at = buffer; length;) {
        ssize_t n = read(fd, at, length);
        if (n <= 0) return 0;
        at += n;
        length -= n;
    }
    return 1;
}

static struct command next_command(const char *expected) {
    struct command command;
    if (!read_all(COMMANDS, &command.length, sizeof command.length)) _exit(0); /* nobody wanted this host */
    if (command.length < 2 || command.length > 4 << 20 || !(command.text = malloc(command.length))) give_up("length of a command");
    if (!read_all(COMMANDS, command.text, command.length) || command.text[command.length - 1]) give_up("command cut short");
    if (strcmp(command.text, expected)) give_up(command.text);
    return command;
}

/* The string after the given one, or NULL after the last. */
static char *after(struct command *command, char *text) {
    char *next = text + strlen(text) + 1;
    return next < command->text + command->length ? next : NULL;
}

static int count_from(struct command *command, char *first) {
    int count = 0;
    for (; first; first = after(command, first)) count++;
    return count;
}

static void answer(const char *bytes, size_t length) {
    if (write(ANSWERS, bytes, length) != (ssize_t)length) _exit(0);
}

/* Leaves the program with its own three descriptors, bound to the terminal if there is one. */
static void hand_over(const char *terminal) {
    if (terminal && *terminal) {
        /* The agent made us leader of a session without a terminal, so this one becomes it. */
        int fd = open(terminal, O_RDWR);
        if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0) give_up(terminal);
        if (fd > 2) close(fd);
    }
    close(COMPILER_OUTPUT);
    close(COMMANDS);
    close(ANSWERS);
}

/* Runs a function in a thread with a stack of the given size, 0 for the system's, and waits for its result. */
static int in_thread(void *(*function)(void *), void *argument, size_t stack) {
    pthread_t thread;
    pthread_attr_t attributes;
    void *result;
    pthread_attr_init(&attributes);
    if (stack) pthread_attr_setstacksize(&attributes, stack);
    if (pthread_create(&thread, &attributes, function, argument) || pthread_join(thread, &result)) give_up("thread");
    return (int)(intptr_t)result;
}

/* How often the host compiles before it says it is ready. */
static int rounds(int usual) {
    const char *measured = getenv("WARM_ROUNDS");
    return measured ? atoi(measured) : usual;
}

/* The folder this program is in. */
static const char *folder(void) {
    static char path[PATH_MAX];
    if (!*path) {
        ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
        if (n <= 0) give_up("/proc/self/exe");
        path[n] = 0;
        *strrchr(path, '/') = 0;
    }
    return path;
}
