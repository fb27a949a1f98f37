public class Main {
    public static void main(String[] args) throws Exception {
        var first = new Thread(() -> System.out.println(Thread.currentThread().getName() + " " + Thread.currentThread().getThreadGroup().getName()));
        first.start();
        first.join();
        var failing = new Thread(() -> { throw new RuntimeException("in a thread"); });
        failing.start();
        failing.join();
        var daemon = new Thread(() -> { while (true) { } });
        daemon.setDaemon(true);
        daemon.start();
        new Thread(() -> {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                System.out.println(e);
            }
            System.out.println("after main");
        }).start();
        System.out.println("end of main");
    }
}
