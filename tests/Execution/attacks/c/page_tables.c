// why: One byte in every page table: the tables are memory, the bytes hardly.
// about: memory
// expect: ok memory_limit runtime_error time_limit
// limits: memoryMb=128 wallMs=6000
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    size_t size = 1UL << 40, step = 2UL << 20;
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) {
        puts("contained");
        return 0;
    }
    for (size_t at = 0; at < size; at += step) block[at] = 1;
    puts("BREACH: a terabyte's page tables");
    return 0;
}
