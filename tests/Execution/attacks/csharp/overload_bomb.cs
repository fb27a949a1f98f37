// why: Overloads times lambdas: the compiler tries every combination.
// about: compile
// expect: compile_error time_limit memory_limit
// limits: compileWallMs=6000
static class Program
{
    static int M(Func<int, int> f) => 0;
    static int M(Func<long, int> f) => 0;
    static int M(Func<string, int> f) => 0;
    static int M(Func<double, int> f) => 0;

    static void Main() => M(a => M(b => M(c => M(d => M(e => M(f => M(g => M(h => M(i => M(j => M(k => M(l => M(m => M(n => M(o => M(p =>
        (a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p).Nothing))))))))))))))));
}
