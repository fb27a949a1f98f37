// why: What waits in sockets belongs to no process either.
// about: memory
// expect: ok memory_limit time_limit
// limits: wallMs=6000 memoryMb=128
// modes: A B
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    static char block[65536];
    memset(block, 1, sizeof block);
    for (int child = 0; child < 50; child++) {
        if (fork()) continue;
        for (int ends[2]; socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0;) {
            for (int i = 0, size = 1 << 30; i < 2; i++) setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
            for (int i = 0; i < 2; i++)
                while (write(ends[i], block, sizeof block) > 0) { }
        }
        sleep(60);
    }
    sleep(2);
    puts("contained");
    return 0;
}
