#include <stdio.h>
#include "lib/words.h"

int main(void) {
    char text[40];
    puts(greet(text, sizeof text, "Ada"));
    return 0;
}
