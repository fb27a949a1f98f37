// why: The compiler must not wait for the program's input.
// about: compile
// expect: compile_error
int main(void) { return
#include "/dev/stdin"
}
