#include <stdio.h>

int main(void) {
    fputs("a\xff\xc3(b", stdout);
    return 0;
}
