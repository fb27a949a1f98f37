// why: The compiler must not wait for the program's input.
// expect: compile_error
int main(void) { return
#include "/dev/stdin"
}
