// why: Descriptors that somebody forgot to close.
// about: kernel
// expect: ok
// modes: A B
#include <fcntl.h>
#include <stdio.h>

int main(void) {
    for (int fd = 3; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0) printf("BREACH: descriptor %d\n", fd);
    puts("contained");
    return 0;
}
