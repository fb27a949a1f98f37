import java.util.Scanner;

public class Main {
    public static void main(String[] args) throws Exception {
        var in = new Scanner(System.in);
        System.out.println(in.nextInt() + in.nextInt() + " " + String.join("|", args));
    }
}
