// why: Constants are computed by the compiler.
// about: compile
// expect: compile_error time_limit memory_limit
// limits: compileWallMs=4000
constexpr unsigned long long fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
constexpr unsigned long long spin(unsigned long long n) {
    unsigned long long x = 1;
    for (unsigned long long i = 0; i < n; i++) x = x * 31 + i;
    return x;
}
static_assert(spin(~0ULL) == 1 || fib(90) == 1);
int main() {}
