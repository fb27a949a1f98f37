// why: Burns processor time in children that nobody waits for.
// about: processes
// expect: time_limit
// limits: wallMs=1500
#include <signal.h>
#include <unistd.h>

int main(void) {
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        if (fork() == 0) {
            for (volatile long i = 0; i < 20000000; i++) {
            }
            _exit(0);
        }
        usleep(1000);
    }
}
