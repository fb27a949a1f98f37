// why: Generic calls in lambdas in generic calls: what javac has to infer grows with every level.
// about: compile
// expect: compile_error time_limit memory_limit ok
// limits: compileWallMs=6000
import java.util.function.Function;

public class Main {
    static <A, B> B f(Function<A, B> g) { return null; }
    static <A, B> B f(Object o, Function<A, ? extends B>... g) { return null; }
    static <T> T either(T a, T b) { return a; }

    public static void main(String[] args) {
        Object x = either(f(a -> either(f(b -> either(f(c -> either(f(d -> either(f(e -> either(f(g -> either(f(h -> either(f(i -> either(f(j -> either(f(k -> 1), 2)),
            "")), 3L)), 'c')), 1.0)), null)), 1)), "")), 2L)), 'd')), 2.0);
        System.out.println(x);
    }
}
