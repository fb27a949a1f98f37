// why: A stack without end.
// about: memory
// expect: runtime_error
#include <stdio.h>

static int down(volatile int *n) {
    volatile int here[100];
    here[0] = *n + 1;
    return down(here) + here[0];
}

int main(void) {
    volatile int n = 0;
    printf("%d", down(&n));
    return 0;
}
