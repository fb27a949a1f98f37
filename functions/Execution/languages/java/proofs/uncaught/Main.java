public class Main {
    static int half(int n) {
        if (n % 2 == 1)
            throw new IllegalArgumentException("odd: " + n);
        return n / 2;
    }

    public static void main(String[] args) {
        System.out.println(half(3));
    }
}
