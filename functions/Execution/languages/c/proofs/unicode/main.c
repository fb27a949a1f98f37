#include <stdio.h>

int main(void) {
    for (int c; (c = getchar()) != EOF;) putchar(c);
    puts("žluťoučký 日本語 🦊");
    return 0;
}
