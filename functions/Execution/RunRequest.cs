using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;

namespace CodeMeet.Execution;

/// <summary>Who may ask for what, and how it is said to the sandbox.</summary>
internal static class RunRequest
{
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
        if (source.Tests is { } tests)
        {
            Require(tests.All(t => t is not null), "Every test case is an object.");
            CheckIds(tests);
            if (!mayHide && tests.Any(t => t.Hidden))
            {
                throw new Refusal(StatusCodes.Status403Forbidden, "FORBIDDEN", "Only the host and interviewers may add hidden tests.");
            }
        }

        if (SourceFiles.Refuse(Of(language.Id, body.Entry, source)) is { } refusal)
        {
            throw refusal.TooLarge ? new Refusal(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", refusal.Reason) : new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", refusal.Reason);
        }

        return source;
    }

    public static SandboxRequest Of(string language, string? entry, RunSource source) => new(
        language, source.Files, entry, source.Stdin, source.Args, source.Limits, source.Terminal,
        source.Tests is null ? null : [.. source.Tests.Select(t => new TestCase(t.Name ?? "", t.Stdin ?? "", t.Expected ?? "", t.Checker ?? Checkers.Lines, t.Hidden, t.WallMs))]);

    /// <summary>The sandbox knows no ids.</summary>
    private static void CheckIds(IReadOnlyList<RunTest> tests)
    {
        var ids = tests.Select(t => t.Id).OfType<string>().ToList();
        Require(ids.All(id => id.Length is > 0 and <= MostTestIdCharacters && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')), $"The id of a test case has 1 to {MostTestIdCharacters} letters, digits, hyphens or underscores.");
        Require(ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, "Two test cases have the same id.");
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", otherwise);
        }
    }
}
