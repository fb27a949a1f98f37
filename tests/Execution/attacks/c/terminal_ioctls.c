// why: A terminal lets one type for others: TIOCSTI, the console's clipboard, other people's terminals.
// about: terminal
// as: terminal
// expect: ok
// modes: A B
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
    char subcode = 2, byte = 'x', path[64];
    int line = 2, own = open("/dev/tty", O_RDWR);
    for (int fd = 0; fd < 3; fd++) {
        if (ioctl(fd, TIOCSTI, &byte) == 0) puts("BREACH: TIOCSTI");
        if (syscall(16, fd, 0x100000000UL | TIOCSTI, &byte) == 0) puts("BREACH: TIOCSTI with high bits");
        if (ioctl(fd, TIOCLINUX, &subcode) == 0) puts("BREACH: TIOCLINUX");
        if (ioctl(fd, TIOCCONS, 0) == 0) puts("BREACH: the console's output");
        if (ioctl(fd, TIOCSETD, &line) == 0) puts("BREACH: a line discipline");
    }
    if (own < 0) puts("no terminal of its own");
    for (int i = 0; i < 20; i++) {
        snprintf(path, sizeof path, "/dev/pts/%d", i);
        int other = open(path, O_RDWR | O_NOCTTY);
        if (other >= 0 && (!ttyname(0) || !isatty(other) || strcmp(ttyname(0), path))) printf("BREACH: %s\n", path);
    }
    for (char *const *console = (char *const[]){ "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", 0 }; *console; console++)
        if (open(*console, O_RDWR | O_NOCTTY) >= 0) printf("BREACH: %s\n", *console);
    puts("contained");
    return 0;
}
