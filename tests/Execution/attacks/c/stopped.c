// why: Stops itself and its parent's other children: asleep is not ended.
// about: signals
// expect: time_limit
// limits: wallMs=1000
#include <signal.h>
#include <unistd.h>

int main(void) {
    for (int i = 0; i < 5; i++)
        if (fork() == 0) raise(SIGSTOP);
    kill(-1, SIGSTOP);
    raise(SIGSTOP);
    return 0;
}
