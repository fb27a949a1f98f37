// why: The runtime makes a new type with every call, each twice as large.
// about: memory
// expect: runtime_error memory_limit time_limit ok
// limits: wallMs=4000
static int Grow<T>(int n) => n == 0 ? 0 : Grow<(T, T)>(n - 1) + Grow<List<T>>(n - 1);
Console.WriteLine(Grow<byte>(200));
