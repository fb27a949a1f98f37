import java.util.ArrayList;

public class Main {
    public static void main(String[] args) {
        var rows = new ArrayList<long[]>();
        while (true)
            rows.add(new long[1_000_000]);
    }
}
