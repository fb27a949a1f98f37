import java.util.List;
import java.util.Scanner;

public class Main {
    static String solve(List<String> lines) {
        return "Hello, " + (lines.isEmpty() ? "world" : lines.get(0)) + "!";
    }

    public static void main(String[] args) {
        // What is typed into the input box arrives on standard input.
        System.out.println(solve(new Scanner(System.in).useDelimiter("\\R").tokens().toList()));
    }
}
