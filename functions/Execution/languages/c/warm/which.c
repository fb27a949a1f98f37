#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

/* A linker leaves its name behind; here it is in two parts, or it would always be found. */
int main(void) {
    static char self[1 << 20];
    FILE *file = fopen("/proc/self/exe", "rb");
    size_t size = fread(self, 1, sizeof self, file);
    char name[8] = "mo";
    strcat(name, "ld ");
    puts(memmem(self, size, name, strlen(name)) ? "linked by /toolchain/warm/c/cc" : "linked by ld");
}
