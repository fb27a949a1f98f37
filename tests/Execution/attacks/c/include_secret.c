// why: The compiler quotes what it cannot parse.
// about: compile
// expect: compile_error
// modes: A B
#include "@SECRET_FILE@"
#include "/etc/shadow"
#include "/proc/1/environ"
int main(void) { return 0; }
