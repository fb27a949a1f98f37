// why: A file that includes itself twice.
// about: compile
// expect: compile_error output_limit
#include "main.cpp"
#include "main.cpp"
int main() {}
