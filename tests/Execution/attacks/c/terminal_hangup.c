// why: Gives its terminal away, makes new sessions, closes everything, and waits.
// about: terminal
// as: terminal
// expect: time_limit
// limits: wallMs=1500
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void) {
    puts("begin");
    fflush(stdout);
    for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            setsid();
            ioctl(0, TIOCSCTTY, 1);
            for (;;) pause();
        }
    vhangup();
    ioctl(0, TIOCNOTTY);
    tcsetpgrp(0, 1);
    close(0), close(1), close(2);
    for (;;) pause();
}
