// why: Holds every lock of the runtime that somebody might want at the end.
// about: host
// expect: time_limit
// limits: wallMs=2500
public class Main {
    public static void main(String[] args) throws Exception {
        var held = new Thread(() -> {
            synchronized (System.out) {
                synchronized (System.err) {
                    synchronized (Runtime.getRuntime()) {
                        synchronized (ClassLoader.getSystemClassLoader()) {
                            while (true) {
                            }
                        }
                    }
                }
            }
        });
        held.start();
        Thread.sleep(200);
        System.out.println("BREACH: this cannot be printed");
        System.exit(0);
    }
}
