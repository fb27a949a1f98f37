using System.Globalization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The rules of test cases: how many, in which order they run, and when an answer is right.</summary>
internal static class TestCases
{
    public const int Most = 50;

    /// <summary>
    /// Of all cases of a run together; the last to begin in it may end after it. They hold a processor's place meanwhile: fifty endless ones would have it for more than eight
    /// minutes, and a good program has more than a second for each.
    /// </summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>Of a case's stdin, and of what is expected.</summary>
    public const int MaxTextBytes = 64 * 1024;

    /// <summary>All cases' inputs and expected outputs together: with the files they fit a request body.</summary>
    public const int MaxTotalBytes = 512 * 1024;

    /// <summary>UTF-16 units, as a browser's text field counts.</summary>
    public const int MaxNameCharacters = 100;

    /// <summary>More than this of an answer is the output limit: all of it is compared.</summary>
    public const int MaxOutputBytes = 1 << 20;

    /// <summary>Of each stream in the result: 16 KiB from its start and as much from its end.</summary>
    public const int ToldBytes = 32 * 1024;

    private const double Tolerance = 1e-6;
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\r', '\v', '\f'];

    /// <summary>Indexes in the order of running: hidden ones last, so that a program that keeps a hidden input in a file finds no visible case to print it in.</summary>
    public static IEnumerable<int> Order(IReadOnlyList<TestCase> tests) => Enumerable.Range(0, tests.Count).OrderBy(i => tests[i].Hidden);

    /// <summary>Why the cases cannot be run, or null.</summary>
    public static Unrunnable? Refuse(IReadOnlyList<TestCase> tests)
    {
        if (tests.Count is 0 or > Most)
            return new($"A run has 1 to {Most} test cases.");
        var total = 0L;
        foreach (var test in tests)
        {
            if (!Checkers.All.Contains(test.Checker, StringComparer.Ordinal))
                return new($"The checker of a test case is one of {string.Join(", ", Checkers.All)}.");
            if (test.Name.Length is 0 or > MaxNameCharacters || test.Name.Any(char.IsControl))
                return new($"Every test case has a name of 1 to {MaxNameCharacters} plain characters.");
            if (test.WallMs is <= 0)
                return new("The time of a test case is a positive number of milliseconds.");
            var (stdin, expected) = (Bytes(test.Stdin), Bytes(test.Expected));
            if (stdin > MaxTextBytes || expected > MaxTextBytes)
                return new($"The input and the expected output of a test case have at most {MaxTextBytes / 1024} KiB each.", TooLarge: true);
            total += stdin + expected;
        }

        return total > MaxTotalBytes ? new($"The test cases have at most {MaxTotalBytes / 1024} KiB of input and expected output together.", TooLarge: true) : null;

        static int Bytes(string text) => System.Text.Encoding.UTF8.GetByteCount(text);
    }

    public static bool IsRight(string checker, string expected, string actual) => checker switch
    {
        Checkers.Exact => string.Equals(expected, actual, StringComparison.Ordinal),
        Checkers.Lines => Lines(expected).SequenceEqual(Lines(actual), StringComparer.Ordinal),
        Checkers.Tokens => Tokens(expected).SequenceEqual(Tokens(actual), StringComparer.Ordinal),
        Checkers.Numbers => Tokens(expected) is var wanted && Tokens(actual) is var given && wanted.Length == given.Length && wanted.Zip(given).All(p => IsNear(p.First, p.Second)),
        Checkers.Unordered => Lines(expected).Order(StringComparer.Ordinal).SequenceEqual(Lines(actual).Order(StringComparer.Ordinal), StringComparer.Ordinal),
        _ => throw new ArgumentOutOfRangeException(nameof(checker), checker, "Checked when the request came."),
    };

    private static string[] Lines(string text) => [.. text.TrimEnd(WhiteSpace).Split('\n').Select(l => l.TrimEnd(WhiteSpace))];

    private static string[] Tokens(string text) => text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNear(string expected, string actual)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal))
            return true;
        return double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted)
            && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var given)
            && double.IsFinite(wanted) && Math.Abs(wanted - given) <= Tolerance * Math.Max(1, Math.Abs(wanted));
    }
}
