import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What programs in interviews are made of: compiled to warm the compiler, run once so that the classes behind it are loaded. */
public class Usual {
    interface Shape {
        double area();
    }

    record Circle(double radius) implements Shape {
        public double area() {
            return Math.PI * radius * radius;
        }
    }

    enum Colour { RED, GREEN }

    static class Node<T extends Comparable<T>> {
        final T value;
        Node<T> left, right;

        Node(T value) {
            this.value = value;
        }

        void add(T other) {
            if (other.compareTo(value) < 0) {
                if (left == null) left = new Node<>(other); else left.add(other);
            } else {
                if (right == null) right = new Node<>(other); else right.add(other);
            }
        }
    }

    static long fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    public static void touch() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var in = new Scanner(new ByteArrayInputStream("3 word 4.5\nline\n".getBytes(StandardCharsets.UTF_8)));
        out.println(in.nextInt() + in.next() + in.nextDouble());
        in.nextLine();
        out.println(in.hasNextLine() ? in.nextLine() : "");
        var reader = new BufferedReader(new InputStreamReader(new ByteArrayInputStream("a b\n".getBytes(StandardCharsets.UTF_8))));
        for (String line; (line = reader.readLine()) != null;)
            out.println(Arrays.toString(line.trim().split("\\s+")));
        Map<String, List<Integer>> groups = new HashMap<>();
        for (int i = 0; i < 10; i++)
            groups.computeIfAbsent("k" + i % 3, k -> new ArrayList<>()).add(i);
        out.println(groups + " " + new TreeMap<>(groups).firstKey());
        out.println(IntStream.range(0, 10).boxed().filter(i -> i % 2 == 0).map(String::valueOf).collect(Collectors.joining(",")));
        out.println(List.of(3, 1, 2).stream().sorted(Comparator.reverseOrder()).collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        out.printf("%d %.2f %s%n", 1, 2.5, String.format("%5s|%-5s", "a", "b"));
        Deque<Integer> queue = new ArrayDeque<>(List.of(1, 2));
        var heap = new PriorityQueue<int[]>((a, b) -> Integer.compare(a[0], b[0]));
        heap.add(new int[] {queue.poll(), 2});
        heap.add(new int[] {0, 2});
        var set = new LinkedHashSet<>(Arrays.asList("x", "y"));
        set.retainAll(new HashSet<>(List.of("x")));
        Shape shape = new Circle(2);
        var text = new StringBuilder().append(shape).append(Colour.valueOf("RED")).append(fibonacci(10)).reverse();
        out.println(text + Optional.of(1).map(x -> x + 1).toString() + heap.poll()[0] + set);
        int[] numbers = {5, 2, 9};
        Arrays.sort(numbers);
        List<Integer> list = new ArrayList<>(List.of(4, 2));
        Collections.sort(list);
        list.sort((a, b) -> b - a);
        var root = new Node<>(5);
        root.add(3);
        var count = new AtomicInteger();
        list.forEach(x -> count.addAndGet(x));
        try {
            out.println(new int[0][1].length + Integer.parseInt("x"));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            e.printStackTrace(out);
        }
        switch (count.get()) {
            case 1 -> out.println("one");
            default -> out.println("many");
        }
        long sum = 0;
        for (int n : numbers)
            sum += n;
        out.println(sum + " " + switch (Colour.GREEN) {
            case RED -> 1;
            case GREEN -> 2;
        });
    }

    public static void main(String[] args) throws IOException {
        touch();
    }
}
