using System.Globalization;
using System.Text;

namespace CodeMeet.Execution.Sandbox;

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
    private const int MaxTerminalSide = 500;

    /// <summary>The reason why the request cannot be run, as a sentence for its author, or null.</summary>
    public static string? Refuse(SandboxRequest request)
    {
        if (request.Files.Count is 0 or > MaxFiles)
            return $"A run needs 1 to {MaxFiles} files.";
        var paths = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (var file in request.Files)
        {
            if (RefusePath(file.Path) is { } reason)
                return reason;
            if (!paths.Add(file.Path))
                return $"Two files are called {file.Path}.";
            total += Encoding.UTF8.GetByteCount(file.Text);
        }

        if (paths.FirstOrDefault(p => paths.Any(other => other.StartsWith(p + "/", StringComparison.Ordinal))) is { } both)
            return $"{both} is both a file and a folder.";
        if (total > MaxTotalBytes)
            return $"The files are {total} bytes long; {MaxTotalBytes} are allowed.";
        if (request.Entry is { } entry && !paths.Contains(entry))
            return $"The entry {entry} is not among the files.";
        if (request.Stdin is { } stdin && Encoding.UTF8.GetByteCount(stdin) > MaxStdinBytes)
            return $"The input is longer than {MaxStdinBytes} bytes.";
        if (request.Terminal is { } size && (size.Columns is < 1 or > MaxTerminalSide || size.Rows is < 1 or > MaxTerminalSide))
            return $"A terminal has 1 to {MaxTerminalSide} columns and rows.";
        if (request.Tests is not null && (request.Terminal is not null || !string.IsNullOrEmpty(request.Stdin)))
            return "Test cases have their own input and no terminal.";
        return RefuseArgs(request.Args) ?? (request.Tests is { } tests ? TestCases.Refuse(tests) : null);
    }

    /// <summary>Why a program cannot be given these arguments, or null.</summary>
    public static string? RefuseArgs(IReadOnlyList<string>? args)
        => args is not null && (args.Count > MaxArgs || args.Sum(Encoding.UTF8.GetByteCount) > MaxArgsBytes || args.Any(a => a.Contains('\0', StringComparison.Ordinal)))
            ? $"At most {MaxArgs} arguments of {MaxArgsBytes} bytes together, without NUL."
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
