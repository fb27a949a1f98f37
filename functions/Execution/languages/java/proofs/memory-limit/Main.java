import java.util.ArrayList;

public class Main {
    public static void main(String[] args) throws Exception {
        var rows = new ArrayList<int[]>();
        while (true)
            rows.add(new int[1_000_000]);
    }
}
