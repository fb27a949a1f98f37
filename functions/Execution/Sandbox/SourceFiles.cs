using System.Globalization;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

/// <param name="Reason">A sentence for the request's author.</param>
/// <param name="TooLarge">It would do with less text.</param>
internal sealed record Unrunnable(string Reason, bool TooLarge = false);

/// <summary>What a request may bring into a sandbox. Sizes are UTF-8 bytes.</summary>
internal static class SourceFiles
{
    /// <summary>Room for a take-home project, not for a data set.</summary>
    public const int MaxFiles = 64;

    public const int MaxTotalBytes = 256 * 1024;

    /// <summary>Given at the start or typed.</summary>
    public const int MaxStdinBytes = 64 * 1024;

    public const int MaxArgs = 64;
    public const int MaxArgsBytes = 16 * 1024;
    private const int MaxPathBytes = 200;

    /// <summary>Why the request cannot be run, or null.</summary>
    public static Unrunnable? Refuse(SandboxRequest request)
    {
        if (request.Files.Count is 0 or > MaxFiles)
            return new($"A run needs 1 to {MaxFiles} files.");
        var paths = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (var file in request.Files)
        {
            if (RefusePath(file.Path) is { } reason)
                return new(reason);
            if (!paths.Add(file.Path))
                return new($"Two files are called {file.Path}.");
            total += Encoding.UTF8.GetByteCount(file.Text);
        }

        if (paths.FirstOrDefault(p => paths.Any(other => other.StartsWith(p + "/", StringComparison.Ordinal))) is { } both)
            return new($"{both} is both a file and a folder.");
        if (total > MaxTotalBytes)
            return new($"The files are {total} bytes long; {MaxTotalBytes} are allowed.", TooLarge: true);
        if (request.Entry is { } entry && !paths.Contains(entry))
            return new($"The entry {entry} is not among the files.");
        if (request.Stdin is { } stdin && Encoding.UTF8.GetByteCount(stdin) > MaxStdinBytes)
            return new($"The input is longer than {MaxStdinBytes} bytes.", TooLarge: true);
        if (request.Terminal is not null and not { Columns: >= 20 and <= 500, Rows: >= 5 and <= 200 })
            return new("A terminal has 20 to 500 columns and 5 to 200 rows.");
        if (request.Tests is not null && (request.Terminal is not null || !string.IsNullOrEmpty(request.Stdin)))
            return new("Test cases bring their own input: a run with tests has neither terminal nor stdin.");
        return RefuseArgs(request.Args) ?? (request.Tests is { } tests ? TestCases.Refuse(tests) : null);
    }

    /// <summary>Why a program cannot be given these arguments, or null.</summary>
    private static Unrunnable? RefuseArgs(IReadOnlyList<string>? args)
        => args is not null && (args.Count > MaxArgs || args.Sum(Encoding.UTF8.GetByteCount) > MaxArgsBytes || args.Any(a => a.Contains('\0', StringComparison.Ordinal)))
            ? new($"At most {MaxArgs} arguments of {MaxArgsBytes} bytes together, without NUL.")
            : null;

    /// <summary>
    /// Paths become arguments of compilers, so none may look like a flag or like the response file that gcc and javac read after an @.
    /// </summary>
    private static string? RefusePath(string path)
    {
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
            return $"A path has 1 to {MaxPathBytes} bytes.";
        if (path[0] is '-' or '@')
            return $"The path {path} may not start with {path[0]}.";
        var segments = path.Split('/');
        if (Array.Exists(segments, s => s is "" or "." or "..") || path.Any(c => char.IsControl(c) || c is '\\' or ':' || char.IsSurrogate(c)
                || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            return $"The path {path} is not a plain relative path.";
        return null;
    }
}
