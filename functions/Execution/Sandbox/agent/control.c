/* Talking to the service. */
#include "agent.h"
#include <sys/uio.h>

/* The service going away ends the sandbox: leaving as PID 1 takes every process along. */
void receive(void *buffer, size_t length) {
    char *at = buffer;
    while (length) {
        ssize_t n = read(CONTROL, at, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) leave();
        at += n;
        length -= n;
    }
}

/* Blocks while the service does not read; it always does, and bounds what it keeps. */
static void send_parts(struct iovec *part, int count) {
    while (count) {
        ssize_t n = writev(CONTROL, part, count);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) leave();
        for (; count && (size_t)n >= part->iov_len; part++, count--) n -= part->iov_len;
        if (count) {
            part->iov_base = (char *)part->iov_base + n;
            part->iov_len -= n;
        }
    }
}

void send_report(const struct report *report) {
    struct frame frame = { REPORT_FRAME, sizeof *report };
    send_parts((struct iovec[]){ { &frame, sizeof frame }, { (void *)report, sizeof *report } }, 2);
}

void send_output(uint32_t stream, const char *bytes, size_t length) {
    struct frame frame = { OUTPUT_FRAME, sizeof stream + length };
    send_parts((struct iovec[]){ { &frame, sizeof frame }, { &stream, sizeof stream }, { (void *)bytes, length } }, 3);
}

void fail(int error) {
    struct report report = { .kind = FAILED, .error = error };
    send_report(&report);
    leave();
}

/* Without a namespace that ends with us, what is in the sandbox is ended one by one. */
void leave(void) {
    if (confined.slot) {
        static int leaving;
        struct tree tree = { 0 };
        if (leaving++) _exit(0);
        kill_all(&tree);
        if (!confined.has_volume) clear_places();
    }
    _exit(0);
}
