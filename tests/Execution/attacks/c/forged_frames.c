// why: Speaks the agent's own protocol to whatever it can reach: output of another stream, an end with code 0, and a descriptor stolen by another name.
// about: forgery
// expect: runtime_error
// modes: A B
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct { uint32_t kind, length, what, limit; int32_t status, error; uint64_t wall, cpu, peak; } report = { 6, 40, 2, 0, 0, 0, 1, 1, 1 };
    struct { uint32_t kind, length, stream; char text[8]; } output = { 7, 12, 2, "forged\n" };
    char path[64];
    for (int pid = 1; pid < 64; pid++)
        for (int fd = 0; fd < 16; fd++) {
            if (pid == getpid()) continue;
            snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
            int theirs = open(path, O_WRONLY | O_NONBLOCK);
            if (theirs < 0) continue;
            printf("BREACH: opened %s\n", path);
            if (write(theirs, &output, sizeof output) < 0 || write(theirs, &report, sizeof report) < 0) continue;
        }
    for (int fd = 3; fd < 1024; fd++)
        if (write(fd, &output, sizeof output) > 0 || write(fd, &report, sizeof report) > 0 || send(fd, &report, sizeof report, 0) > 0) printf("BREACH: wrote to %d\n", fd);
    /* Nothing that comes out of these is a frame. */
    fwrite(&output, sizeof output, 1, stdout);
    fwrite(&report, sizeof report, 1, stdout);
    fwrite(&report, sizeof report, 1, stderr);
    return 7;
}
