package lib;

public class Words {
    public static String greet(String name) {
        return "Hello, " + name;
    }
}
