import java.util.List;

/** Compile errors are runs too, and the code behind their messages is slow the first time. */
public class Wrong {
    public static void main(String[] args) {
        int n = "three";
        List<String> list = List.of(1, 2);
        missing();
        System.out.println(n + undefined)
    }
}
