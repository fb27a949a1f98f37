// why: Files, environment and sockets of the host from Java.
// about: secrets
// expect: ok
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
    public static void main(String[] args) {
        System.out.println(System.getenv());
        for (var path : new String[] {"@SECRET_FILE@", "/etc/shadow", "/proc/1/environ", "/proc/1/root@SECRET_FILE@"}) {
            try {
                System.out.println("BREACH: " + path + Files.readString(Path.of(path)));
            } catch (Exception e) {
            }
        }
        try (var socket = new Socket("127.0.0.1", @TCP_PORT@)) {
            System.out.println("BREACH: connected");
        } catch (Exception e) {
        }
    }
}
