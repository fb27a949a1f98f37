#include "words.h"
#include <stdio.h>

char *greet(char *text, size_t size, const char *name) {
    snprintf(text, size, "Hello, %s", name);
    return text;
}
