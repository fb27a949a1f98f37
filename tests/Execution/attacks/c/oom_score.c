// why: When the machine runs out of memory, user code is to go first; it must not take itself off that list, nor put others on it.
// about: memory
// expect: ok
// modes: A B
// needs: SYS_RESOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char now[16] = "";
    int fd = open("/proc/self/oom_score_adj", O_RDWR);
    if (fd >= 0 && read(fd, now, sizeof now - 1) > 0 && strcmp(now, "1000\n")) printf("BREACH: it starts with %s", now);
    /* Down to its keeper's 900 it may: that is before everything outside still. */
    if (write(fd, "899", 3) == 3 || write(fd, "0", 1) == 1 || write(fd, "-1000", 5) == 5) puts("BREACH: not first any more");
    if (open("/proc/1/oom_score_adj", O_WRONLY) >= 0) puts("BREACH: PID 1's");
    puts("contained");
    return 0;
}
