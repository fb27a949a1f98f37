#include <stdio.h>

int main(int argc, char **argv) {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 1;
    printf("%d", a + b);
    for (int i = 1; i < argc; i++) printf(" [%s]", argv[i]);
    puts("");
    return 0;
}
