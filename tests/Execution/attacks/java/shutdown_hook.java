// why: Never lets the JVM go.
// about: host
// expect: time_limit
// limits: wallMs=2500
public class Main {
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
            }
        }));
        System.exit(0);
    }
}
