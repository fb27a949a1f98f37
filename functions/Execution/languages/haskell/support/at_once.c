// Haskell's runtime asks whether standard output is a terminal, to buffer lines there and blocks elsewhere. Lines are wanted in both cases.
#include <termios.h>

int isatty(int descriptor) {
    struct termios settings;
    return descriptor == 1 || tcgetattr(descriptor, &settings) == 0;
}
