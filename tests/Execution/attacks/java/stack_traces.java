// why: The runtime itself prints without end.
// about: output
// expect: output_limit
public class Main {
    static void down(int n) {
        if (n == 0) throw new IllegalStateException("x".repeat(2000));
        down(n - 1);
    }

    public static void main(String[] args) throws Exception {
        for (;;) {
            var thread = new Thread(() -> down(500));
            thread.start();
            thread.join();
        }
    }
}
