// why: Never the same process for long: each forks a successor and ends, so that no list of processes holds the living one.
// about: daemons
// expect: ok
// modes: A B
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    puts("main is done");
    fflush(stdout);
    for (int family = 0; family < 8; family++) {
        if (fork()) continue;
        setsid();
        time_t begin = time(NULL);
        for (;;) {
            if (fork() > 0) _exit(0);
            if (time(NULL) > begin + 20) return 0;
            if (time(NULL) > begin + 2) {
                puts("BREACH: alive after the run");
                fflush(stdout);
            }
        }
    }
    usleep(100000);
    return 0;
}
