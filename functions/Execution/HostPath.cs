using System.Text.RegularExpressions;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>
/// Paths in language.json that differ between machines. <c>@dotnet</c> at the start is the folder in which the program really lies that PATH calls dotnet;
/// a segment with * is the newest entry that matches and has what follows. /usr/lib/jvm/*/bin is one such path, @dotnet/sdk/* another.
/// </summary>
internal static partial class HostPath
{
    /// <returns>A path that exists, or null.</returns>
    public static string? Find(string pattern)
    {
        if (!pattern.StartsWith('@'))
            return All(pattern).FirstOrDefault();
        var end = pattern.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? slash : pattern.Length;
        return FolderOf(pattern[1..end]) is { } folder ? All(folder + pattern[end..]).FirstOrDefault() : null;
    }

    /// <summary>Every path that exists and matches, newest first in each segment.</summary>
    public static IEnumerable<string> All(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return Path.Exists(pattern) ? [pattern] : [];
        var start = pattern.LastIndexOf('/', star) + 1;
        var end = pattern.IndexOf('/', star) is var slash and >= 0 ? slash : pattern.Length;
        var folder = pattern[..start];
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFileSystemEntries(folder, pattern[start..end])
            .OrderByDescending(path => Digits().Replace(Path.GetFileName(path), m => m.Value.PadLeft(9, '0')), StringComparer.Ordinal)
            .SelectMany(path => All(path + pattern[end..]));
    }

    /// <summary>The service's own PATH counts too: that is where the .NET SDK it was built with is found.</summary>
    private static string? FolderOf(string program)
        => $"{Environment.GetEnvironmentVariable("PATH")}:{ProgramPath.Variable}".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => new FileInfo(Path.Combine(folder, program)))
            .FirstOrDefault(file => file.Exists) is { } found
                ? Path.GetDirectoryName((found.ResolveLinkTarget(returnFinalTarget: true) ?? found).FullName)
                : null;

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
