// The time in milliseconds since 1970, again after a line of input.
public class Main {
    public static void main(String[] args) throws java.io.IOException {
        System.out.println(System.currentTimeMillis());
        System.in.read();
        System.out.println(System.currentTimeMillis());
    }
}
