package codemeet;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The half of the host (host.c) that talks to javac. One class without inner ones: the host defines it by hand, so that it is on no class path. */
public final class Warm {
    private Warm() {
    }

    /** Compiles the programs beside the host, and runs one, as often as it is told. Nothing of them stays but what the machine has learnt. */
    public static void up(String folder, String scratch, String[] flags, int rounds) throws Exception {
        var sources = new File(folder, "programs").listFiles();
        Arrays.sort(sources);
        var arguments = Arrays.copyOf(flags, flags.length + 3);
        arguments[flags.length] = "-d";
        arguments[flags.length + 1] = scratch;
        for (var round = 0; round < rounds; round++) {
            var source = sources[round == 1 ? 1 : 0].getPath(); // the wrong one once
            arguments[flags.length + 2] = source;
            var code = com.sun.tools.javac.Main.compile(arguments, new PrintWriter(Writer.nullWriter()));
            if (code != 0 && !source.contains("Wrong"))
                throw new IllegalStateException(source);
        }
        try (var loader = new URLClassLoader(new URL[] {new File(scratch).toURI().toURL()})) {
            Method method = loader.loadClass("Usual").getMethod("touch");
            method.invoke(null);
        }
        for (var file : new File(scratch).listFiles())
            file.delete();
        new File(scratch).delete();
    }

    /** What the command {@code javac ARGUMENT…} does, with its output into {@code output}. @return its exit code */
    public static int compile(String[] arguments, FileDescriptor output) throws Exception {
        try (var out = new PrintWriter(new OutputStreamWriter(new FileOutputStream(output), StandardCharsets.UTF_8))) {
            return com.sun.tools.javac.Main.compile(arguments, out);
        }
    }
}
