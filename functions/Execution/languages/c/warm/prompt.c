#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char name[100] = "";
    printf("name> ");
    fgets(name, sizeof name, stdin);
    name[strcspn(name, "\n")] = 0;
    printf("Hi %s %d%d\n", name, isatty(0), isatty(1));
    fprintf(stderr, "to the same terminal\n");
    return 4;
}
