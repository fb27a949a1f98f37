// why: Thirty lines that are a thousand million words.
// about: compile
// expect: compile_error time_limit memory_limit output_limit
// limits: compileWallMs=4000
#define A(x) x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(B(x)))
int main() { int i = 0; C(i++;) return i; }
