// why: Descriptors sent to oneself and never received: no process has them, the kernel keeps them.
// about: kernel
// expect: ok memory_limit
// limits: wallMs=6000
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    long sent = 0;
    int ends[2];
    for (int n = 0; n < 100 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0; n++) {
        for (;;) {
            char control[CMSG_SPACE(64 * sizeof(int))], byte = 0;
            struct iovec part = { &byte, 1 };
            struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
            struct cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(64 * sizeof(int));
            for (int i = 0; i < 64; i++) {
                int fd = open("/dev/null", O_RDONLY);
                memcpy(CMSG_DATA(header) + i * sizeof(int), &fd, sizeof fd);
            }
            ssize_t done = sendmsg(ends[0], &message, 0);
            for (int i = 0; i < 64; i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
                close(fd);
            }
            if (done < 0) break;
            if ((sent += 64) > 100000) {
                puts("BREACH: a hundred thousand descriptors");
                return 1;
            }
        }
    }
    puts("contained");
    return 0;
}
