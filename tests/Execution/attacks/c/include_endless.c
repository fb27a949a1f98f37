// why: A source without end.
// about: compile
// expect: compile_error memory_limit time_limit
// limits: compileWallMs=3000
// modes: A B
#include "/dev/zero"
int main(void) { return 0; }
