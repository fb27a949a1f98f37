// why: One line of source, gigabytes of object file.
// about: compile
// expect: compile_error memory_limit time_limit ok output_limit runtime_error
// limits: compileWallMs=5000
char block[3000000000] = { 1 };
int main(void) { return block[12345]; }
