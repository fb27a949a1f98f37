#include <stdio.h>
#include <string.h>

int main(void) {
    char name[100] = "world";

    // What is typed into the input box arrives on standard input.
    if (fgets(name, sizeof name, stdin)) name[strcspn(name, "\n")] = 0;
    printf("Hello, %s!\n", name);
    return 0;
}
