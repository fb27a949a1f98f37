// why: The 32-bit system calls have other numbers and would pass the filter by.
// about: kernel
// expect: runtime_error
// modes: A B
#include <stdio.h>

int main(void) {
    long result = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    printf("BREACH: %ld\n", result);
    return 0;
}
