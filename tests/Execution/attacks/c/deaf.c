// why: Ignores every signal it may and never ends.
// about: signals
// expect: time_limit
// limits: wallMs=1000
// modes: A B
#include <signal.h>

int main(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, 0);
    for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
    for (volatile int i = 0;; i = 1) {
    }
}
