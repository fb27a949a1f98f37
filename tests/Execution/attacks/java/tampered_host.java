// why: A host that compiled this in its own JVM has classes and streams within reach: replaces and closes them, forges its answer, and fails with 7.
// about: host
// expect: runtime_error
// modes: A B
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Modifier;

public class Main {
    public static void main(String[] args) {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        for (var name : new String[] {"codemeet.Warm", "Warm", "com.sun.tools.javac.main.Main"}) {
            try {
                for (var field : Class.forName(name, false, ClassLoader.getSystemClassLoader()).getDeclaredFields()) {
                    field.setAccessible(true);
                    if (Modifier.isStatic(field.getModifiers())) field.set(null, null);
                }
            } catch (Throwable e) {
            }
        }
        for (var group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) group.interrupt();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> Runtime.getRuntime().halt(0));
        byte[] forged = new byte[48];
        forged[0] = 6;
        forged[4] = 40;
        forged[8] = 2;
        for (var file : new File("/proc/self/fd").listFiles()) {
            try (var out = new FileOutputStream("/proc/self/fd/" + file.getName())) {
                out.write("C\0".getBytes());
                out.write(forged);
            } catch (Throwable e) {
            }
        }
        try {
            var number = FileDescriptor.class.getDeclaredField("fd");
            number.setAccessible(true);
            for (int i = 3; i < 64; i++) {
                var descriptor = new FileDescriptor();
                number.setInt(descriptor, i);
                new FileOutputStream(descriptor).write("C\0".getBytes());
            }
        } catch (Throwable e) {
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ok")));
        System.exit(7);
    }
}
