public class Main {
    static void fall(int n) {
        if (n == 0) throw new IllegalStateException("boom", new RuntimeException("cause"));
        fall(n - 1);
    }

    public static void main(String[] args) {
        try {
            fall(1);
        } catch (IllegalStateException e) {
            e.printStackTrace();
        }
        System.out.println(Thread.currentThread().getName() + java.util.Arrays.toString(new Throwable().getStackTrace()));
        fall(2);
    }
}
