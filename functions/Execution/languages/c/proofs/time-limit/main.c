#include <stdio.h>

int main(void) {
    puts("partial");
    for (volatile int i = 0;; i++) {
    }
}
