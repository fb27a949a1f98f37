#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local int seen;
__attribute__((constructor)) static void before(void) { puts("before main"); }
static void after(void) { puts("after main"); }

static void *in_thread(void *text) {
    printf("%s %d\n", (char *)text, seen);
    return NULL;
}

int main(int argc, char **argv) {
    pthread_t thread;
    char line[100];
    int unused;
    seen = argc;
    atexit(after);
    for (int i = 1; i < argc; i++) printf("%s %.3f\n", argv[i], sqrt(i + strlen(argv[i])));
    while (fgets(line, sizeof line, stdin)) printf("[%s]", line);
    pthread_create(&thread, NULL, in_thread, "in a thread");
    pthread_join(thread, NULL);
    int *volatile nowhere = NULL;
    return *nowhere;
}
