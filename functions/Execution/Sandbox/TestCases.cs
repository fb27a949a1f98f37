using System.Globalization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The rules of test cases: how many, in which order they run, and when an answer is right.</summary>
internal static class TestCases
{
    public const int Most = 50;

    /// <summary>Of a case's stdin, and of what is expected.</summary>
    public const int MaxTextBytes = 64 * 1024;

    public const int MaxNameBytes = 200;

    /// <summary>More than this of an answer is the output limit: all of it is compared.</summary>
    public const int MaxOutputBytes = 1 << 20;

    /// <summary>Of each stream in the result: 16 KiB from its start and as much from its end.</summary>
    public const int ToldBytes = 32 * 1024;

    private const double Tolerance = 1e-6;
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\r', '\v', '\f'];

    /// <summary>Indexes in the order of running: hidden ones last, so that a program that keeps a hidden input in a file finds no visible case to print it in.</summary>
    public static IEnumerable<int> Order(IReadOnlyList<TestCase> tests) => Enumerable.Range(0, tests.Count).OrderBy(i => tests[i].Hidden);

    /// <summary>A sentence for the author of the cases, or null.</summary>
    public static string? Refuse(IReadOnlyList<TestCase> tests)
    {
        if (tests.Count is 0 or > Most)
            return $"There can be 1 to {Most} test cases.";
        foreach (var test in tests)
        {
            if (!Checkers.All.Contains(test.Checker, StringComparer.Ordinal))
                return $"There is no checker {test.Checker}.";
            if (Bytes(test.Name) is 0 or > MaxNameBytes)
                return $"The name of a test case has 1 to {MaxNameBytes} bytes.";
            if (Bytes(test.Stdin) > MaxTextBytes || Bytes(test.Expected) > MaxTextBytes)
                return $"The input and the expected output of a test case have at most {MaxTextBytes} bytes each.";
            if (SourceFiles.RefuseArgs(test.Args) is { } reason)
                return reason;
        }

        return null;

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
