// why: Megabytes of diagnostics.
// about: output
// expect: compile_error output_limit time_limit
// limits: compileWallMs=5000
#pragma GCC diagnostic warning "-fmax-errors=0"
#define E1 undeclared_name_that_is_rather_long_so_that_each_message_is_too = 1;
#define E2 E1 E1 E1 E1 E1 E1 E1 E1 E1 E1
#define E3 E2 E2 E2 E2 E2 E2 E2 E2 E2 E2
#define E4 E3 E3 E3 E3 E3 E3 E3 E3 E3 E3
template <typename T> struct S { T t; };
int main() { E4 }
void f0() { E3 } void f1() { E3 } void f2() { E3 } void f3() { E3 } void f4() { E3 } void f5() { E3 }
