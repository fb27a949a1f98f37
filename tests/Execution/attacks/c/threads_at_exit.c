// why: Ends while all its threads fork, with handlers that fork again.
// about: daemons
// expect: ok runtime_error time_limit
// limits: wallMs=4000
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void *forking(void *unused) {
    for (;;)
        if (fork() == 0)
            for (;;) fork();
    return unused;
}

static void late(void) { fork(); }

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 30; i++) atexit(late);
    for (int i = 0; i < 20; i++) pthread_create(&thread, 0, forking, 0);
    usleep(50000);
    exit(0);
}
