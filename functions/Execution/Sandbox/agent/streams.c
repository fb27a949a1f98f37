/* What a program reads and writes: pipes or a terminal, and our ends of them, which never block. */
#include "agent.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

/* The service lets people type far less; more means that it is not itself. */
enum { TYPED_MAX = 1 << 20 };

/* A pipe's usual capacity: one read empties it. */
enum { READ_SIZE = 64 << 10 };

enum { END_OF_FILE = 4 };

static void drop(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

void no_streams(struct streams *s) {
    struct ends none = { -1, { -1, -1, -1 } };
    *s = (struct streams){ .ours = none, .theirs = none };
}

void open_input(struct streams *s) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) || fcntl(ends[1], F_SETFL, O_NONBLOCK)) fail(errno);
    s->theirs.in = ends[0], s->ours.in = ends[1];
}

void open_output(struct streams *s, int stream) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) || fcntl(ends[0], F_SETFL, O_NONBLOCK)) fail(errno);
    s->ours.out[stream] = ends[0], s->theirs.out[stream] = ends[1];
}

/*
 * Lines are edited and ^C, ^D and ^Z work; the page shows what is typed, so the terminal does not, and it leaves line ends alone.
 * Nothing is flushed at ^C: what the program printed before is wanted. Our `theirs` end stays open during the stage, so that
 * a program that closes all of its own and goes on is no hang-up.
 */
void open_terminal(struct streams *s) {
    struct termios t;
    int ours = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK), locked = 0, number;
    if (ours < 0 || ioctl(ours, TIOCSPTLCK, &locked) || ioctl(ours, TIOCGPTN, &number)) fail(errno);
    int theirs = ioctl(ours, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (theirs < 0 || tcgetattr(theirs, &t)) fail(errno);
    t.c_lflag = ICANON | ISIG | IEXTEN | NOFLSH;
    t.c_oflag &= ~OPOST;
    t.c_iflag = (t.c_iflag | IUTF8) & ~(IXON | IMAXBEL);
    if (tcsetattr(theirs, TCSANOW, &t) || ioctl(theirs, TIOCSCTTY, 0)) fail(errno);
    snprintf(s->tty, sizeof s->tty, "/dev/pts/%d", number);
    s->theirs.in = theirs;
    s->ours.out[STDOUT] = ours;
    if ((s->ours.in = fcntl(ours, F_DUPFD_CLOEXEC, 0)) < 0) fail(errno);
}

void size_terminal(struct streams *s, uint32_t columns, uint32_t rows) {
    struct winsize size = { .ws_col = columns, .ws_row = rows };
    if (ioctl(s->theirs.in, TIOCSWINSZ, &size)) fail(errno);
}

void close_theirs(struct streams *s) {
    drop(&s->theirs.in);
    for (int i = 0; i < STREAMS; i++) drop(&s->theirs.out[i]);
}

void close_all(struct streams *s) {
    close_theirs(s);
    drop(&s->ours.in);
    for (int i = 0; i < STREAMS; i++) drop(&s->ours.out[i]);
    free(s->typed);
    no_streams(s);
}

void type_in(struct streams *s, const char *bytes, size_t length) {
    if (s->ours.in < 0 || s->input_ended || length == 0) return;
    if (s->typed_length + length > TYPED_MAX) fail(ENOBUFS);
    if (s->typed_length + length > s->typed_room) {
        s->typed_room = s->typed_length + length + 4096;
        if (!(s->typed = realloc(s->typed, s->typed_room))) fail(ENOMEM);
    }
    memcpy(s->typed + s->typed_length, bytes, length);
    s->typed_length += length;
    s->last_typed = bytes[length - 1];
}

/* In a terminal it is a character that ends a line without being in it: after an unfinished line, only a second one is the end of input. */
void end_input(struct streams *s) {
    static const char twice[] = { END_OF_FILE, END_OF_FILE };
    int unfinished = s->last_typed && s->last_typed != '\n' && s->last_typed != '\r' && s->last_typed != END_OF_FILE;
    if (s->tty[0]) type_in(s, twice, unfinished ? 2 : 1);
    s->input_ended = 1;
}

/* Gives the program as much as it takes now. */
void feed(struct streams *s) {
    size_t done = 0;
    while (s->ours.in >= 0 && done < s->typed_length) {
        ssize_t n = write(s->ours.in, s->typed + done, s->typed_length - done);
        if (n < 0 && errno == EAGAIN) break;
        if (n < 0 && errno != EINTR) { /* it has closed its input: nobody wants the rest */
            drop(&s->ours.in);
            done = s->typed_length;
        }
        if (n > 0) done += n;
    }
    if (done) memmove(s->typed, s->typed + done, s->typed_length -= done);
    if (s->input_ended && !s->typed_length && !s->tty[0]) drop(&s->ours.in);
}

/* Passes on what is there now, up to the allowance. Returns 0 when there was nothing. */
int forward(struct streams *s, int stream) {
    static char buffer[READ_SIZE];
    ssize_t n = read(s->ours.out[stream], buffer, sizeof buffer);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n <= 0) {
        drop(&s->ours.out[stream]);
        return 0;
    }
    size_t allowed = (uint64_t)n < s->allowance ? (size_t)n : s->allowance;
    s->allowance -= allowed;
    if (allowed < (size_t)n) s->is_over = 1;
    if (allowed) send_output(stream, buffer, allowed);
    return 1;
}

/* When nobody is left to write: all that is still there. */
void drain(struct streams *s) {
    for (int i = 0; i < STREAMS; i++)
        while (s->ours.out[i] >= 0 && forward(s, i)) { }
}
