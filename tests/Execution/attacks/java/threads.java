// why: Threads and processes without end.
// about: processes
// expect: ok runtime_error memory_limit time_limit
// limits: wallMs=5000
public class Main {
    public static void main(String[] args) {
        int made = 0;
        try {
            for (; made < 2000; made++) {
                var thread = new Thread(() -> {
                    try {
                        new ProcessBuilder("/bin/sleep", "30").start().waitFor();
                    } catch (Exception e) {
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            System.out.println("BREACH: 2000 threads");
        } catch (Throwable e) {
            System.out.println("contained");
        }
        Runtime.getRuntime().halt(0);
    }
}
