import java.util.*;

public class Main {
    public static void main(String[] args) {
        List raw = new ArrayList();
        raw.add(new Date(0).getYear());
        System.out.println(raw + " " + System.getProperty("java.class.path") + " " + Main.class.getClassLoader().getClass() + Main.class.getResource("Main.class") + System.console());
    }
}
