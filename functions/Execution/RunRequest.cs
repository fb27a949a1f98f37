using System.Text;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;

namespace CodeMeet.Execution;

/// <summary>What may be asked for, and how it is said to the sandbox.</summary>
internal static class RunRequest
{
    /// <summary>UTF-8 bytes of all cases' inputs and expected outputs together: with the files they fit a request body.</summary>
    private const int MostTestBytes = 512 * 1024;

    private const int MostTestNameCharacters = 100;

    /// <summary>A UUID with some room.</summary>
    private const int MostTestIdCharacters = 40;

    /// <summary>The request as it will be kept.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="language">Its language.</param>
    /// <param name="mayHide">The caller holds the interview.</param>
    /// <exception cref="Refusal">INVALID_RUN, TOO_LARGE, FORBIDDEN.</exception>
    public static RunSource Check(StartRun body, Language language, bool mayHide)
    {
        var source = new RunSource(body.Files ?? [], body.Stdin ?? "", body.Args ?? [], body.Limits, body.Terminal, body.Tests is { Count: > 0 } ? body.Tests : null);
        Require(source.Files.All(f => f is { Path: not null, Text: not null }), "Every file has a path and a text.");
        Require(source.Args.All(a => a is not null), "Every argument is a text.");
        Require(source.Terminal is null or { Columns: >= 20 and <= 500, Rows: >= 5 and <= 200 }, "A terminal has 20 to 500 columns and 5 to 200 rows.");
        if (source.Tests is { } tests)
        {
            Require(source.Terminal is null && source.Stdin.Length == 0, "Test cases bring their own input: a run with tests has neither terminal nor stdin.");
            Check(tests);
            if (!mayHide && tests.Any(t => t.Hidden))
            {
                throw new Refusal(StatusCodes.Status403Forbidden, "FORBIDDEN", "Only the host and interviewers may add hidden tests.");
            }
        }

        if (SourceFiles.Refuse(Of(language.Id, body.Entry, source)) is { } reason)
        {
            var tooLarge = source.Files.Sum(f => (long)Encoding.UTF8.GetByteCount(f.Text)) > SourceFiles.MaxTotalBytes || Encoding.UTF8.GetByteCount(source.Stdin) > SourceFiles.MaxStdinBytes;
            throw tooLarge ? TooLarge(reason) : new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", reason);
        }

        return source;
    }

    public static SandboxRequest Of(string language, string? entry, RunSource source) => new(
        language, source.Files, entry, source.Tests is null ? source.Stdin : null, source.Args, source.Limits, source.Terminal,
        source.Tests is null ? null : [.. source.Tests.Select(t => new TestCase(t.Name ?? "", t.Stdin ?? "", t.Expected ?? "", t.Checker ?? Checkers.Lines, t.Hidden, t.WallMs))]);

    private static void Check(IReadOnlyList<RunTest> tests)
    {
        Require(tests.Count <= TestCases.Most, $"A run has at most {TestCases.Most} test cases.");
        var total = 0L;
        foreach (var test in tests)
        {
            Require(test is { Name.Length: > 0 and <= MostTestNameCharacters } && !test.Name.Any(char.IsControl), $"Every test case has a name of 1 to {MostTestNameCharacters} plain characters.");
            Require(test.Checker is null || Checkers.All.Contains(test.Checker, StringComparer.Ordinal), $"The checker of a test case is one of {string.Join(", ", Checkers.All)}.");
            Require(test.WallMs is null or > 0, "The time of a test case is a positive number of milliseconds.");
            var stdin = Encoding.UTF8.GetByteCount(test.Stdin ?? "");
            total += stdin + Encoding.UTF8.GetByteCount(test.Expected ?? "");
            if (stdin > TestCases.MaxTextBytes)
            {
                throw TooLarge($"The input of a test case has at most {TestCases.MaxTextBytes / 1024} KiB.");
            }
        }

        var ids = tests.Select(t => t.Id).OfType<string>().ToList();
        Require(ids.All(id => id.Length is > 0 and <= MostTestIdCharacters && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')), $"The id of a test case has 1 to {MostTestIdCharacters} letters, digits, hyphens or underscores.");
        Require(ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, "Two test cases have the same id.");
        if (total > MostTestBytes)
        {
            throw TooLarge($"The test cases have at most {MostTestBytes / 1024} KiB of input and expected output together.");
        }
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", otherwise);
        }
    }

    private static Refusal TooLarge(string reason) => new(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", reason);
}
