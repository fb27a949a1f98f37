// why: Holds its own terminal's output and writes on: nobody must wait for it.
// about: terminal
// as: terminal
// expect: time_limit
// limits: wallMs=1500
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
    puts("begin");
    fflush(stdout);
    tcflow(1, TCOOFF);
    for (;;)
        if (write(1, "never seen\n", 11) < 0) sleep(1);
}
