using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;

/// <summary>What programs in interviews are made of: compiled to warm the compiler, run once so that the code behind it has been made.</summary>
public static class Usual
{
    private interface IShape
    {
        double Area { get; }
    }

    private sealed record Circle(double Radius) : IShape
    {
        public double Area => Math.PI * Radius * Radius;
    }

    private sealed class Node<T>(T value) where T : IComparable<T>
    {
        public T Value { get; } = value;
        public Node<T>? Left { get; private set; }
        public Node<T>? Right { get; private set; }

        public void Add(T other)
        {
            if (other.CompareTo(Value) < 0) { if (Left is null) Left = new Node<T>(other); else Left.Add(other); }
            else if (Right is null) Right = new Node<T>(other);
            else Right.Add(other);
        }
    }

    public static void Main() => Touch();

    public static void Touch()
    {
        var output = new StringWriter();
        var input = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes("3 word 4.5\nline\n")));
        while (input.ReadLine() is { } line)
            output.WriteLine(string.Join(',', line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var groups = new Dictionary<string, List<int>>();
        for (var i = 0; i < 10; i++)
        {
            if (!groups.TryGetValue($"k{i % 3}", out var list))
                groups[$"k{i % 3}"] = list = [];
            list.Add(i);
        }

        foreach (var (key, values) in groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key))
            output.WriteLine($"{key}: {values.Where(v => v % 2 == 0).Select(v => v * v).Sum(),5} {values.Average():F2}");
        int[] numbers = [5, 2, 9];
        Array.Sort(numbers, (a, b) => b - a);
        var queue = new Queue<(int, string)>([(1, "a")]);
        var heap = new PriorityQueue<string, int>();
        heap.Enqueue("x", 2);
        var set = new HashSet<string>(["x", "y"]);
        var root = new Node<int>(5);
        root.Add(3);
        var text = new StringBuilder().Append(new Circle(2)).Append(queue.Dequeue()).Append(heap.Dequeue()).Append(set.Contains("x")).Append(DayOfWeek.Monday);
        output.WriteLine(text);
        try
        {
            output.WriteLine(int.Parse("x"));
        }
        catch (FormatException e)
        {
            output.WriteLine(e.ToString());
        }

        output.WriteLine(Later(numbers[0]).GetAwaiter().GetResult() switch { > 3 => "many", _ => "few" });
        IEnumerable<int> Count(int to)
        {
            for (var i = 0; i < to; i++)
                yield return i;
        }

        output.WriteLine(Count(3).Aggregate(0L, (sum, n) => sum + n));
    }

    private static async Task<int> Later(int n)
    {
        await Task.CompletedTask;
        return n;
    }
}
