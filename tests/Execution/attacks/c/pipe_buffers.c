// why: What waits in pipes belongs to no process.
// about: memory
// expect: ok memory_limit time_limit
// limits: wallMs=6000 memoryMb=128
// modes: A B
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    static char block[65536];
    memset(block, 1, sizeof block);
    for (int child = 0; child < 50; child++) {
        if (fork()) continue;
        for (int ends[2]; pipe2(ends, O_NONBLOCK) == 0;) {
            fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
            while (write(ends[1], block, sizeof block) > 0) { }
        }
        sleep(60);
    }
    sleep(2);
    puts("contained");
    return 0;
}
