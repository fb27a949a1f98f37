import java.util.*;

public class Main {
    public static void main(String[] args) {
        int n = "x";
        missing();
        String s = "ž日本" + undefined;
        List raw = new ArrayList();
        raw.add(1);
    }
}
class Main {
}
