import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        System.out.print("name> ");
        var name = new Scanner(System.in).nextLine();
        System.out.println("Hi " + name + " " + (System.console() != null));
        System.err.println("to the same terminal");
        System.exit(4);
    }
}
