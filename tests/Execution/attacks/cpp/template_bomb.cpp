// why: Templates that double with every step.
// about: compile
// expect: compile_error time_limit memory_limit
// limits: compileWallMs=3000
template <int N, int M> struct Bomb { static const long value = Bomb<N - 1, 2 * M>::value + Bomb<N - 1, 2 * M + 1>::value; };
template <int M> struct Bomb<0, M> { static const long value = M; };
int main() { return Bomb<28, 1>::value; }
