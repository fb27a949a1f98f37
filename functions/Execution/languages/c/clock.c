// The time in milliseconds since 1970, again after a line of input.
#include <stdio.h>
#include <time.h>

static void tell(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    printf("%lld\n", now.tv_sec * 1000LL + now.tv_nsec / 1000000);
}

int main(void) {
    tell();
    getchar();
    tell();
}
