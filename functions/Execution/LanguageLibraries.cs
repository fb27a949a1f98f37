using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeMeet.Execution;

/// <summary>Which libraries this machine has for a language, out of Debian's own list of packages and the manifests of npm's.</summary>
internal static partial class LanguageLibraries
{
    private const string DebianStatus = "/var/lib/dpkg/status";
    private static readonly Lazy<Dictionary<string, string>> Debian = new(ReadDebian);

    /// <param name="toolchain">Host folder of the language's own toolchain, or null.</param>
    public static IReadOnlyList<LibraryView> Installed(Language language, string? toolchain)
        => [.. (language.Libraries ?? []).Select(library => new LibraryView(library.Name, Version(library, toolchain) ?? "")).Where(view => view.Version.Length > 0)];

    private static string? Version(LanguageLibrary library, string? toolchain)
    {
        if (library.Debian is { } package)
            return Debian.Value.TryGetValue(package, out var version) ? Packaging().Replace(version, "") : null;
        var manifest = Path.Combine(toolchain ?? "", "node_modules", library.Npm ?? "", "package.json");
        if (!File.Exists(manifest))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllText(manifest));
        return json.RootElement.GetProperty("version").GetString();
    }

    /// <summary>Five megabytes, read once: installing a library asks for a restart before the page names it.</summary>
    private static Dictionary<string, string> ReadDebian()
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(DebianStatus))
            return versions;
        var (name, installed) = ("", false);
        foreach (var line in File.ReadLines(DebianStatus))
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
                (name, installed) = (line["Package: ".Length..], false);
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
                installed = line.EndsWith(" installed", StringComparison.Ordinal);
            else if (installed && line.StartsWith("Version: ", StringComparison.Ordinal))
                versions[name] = line["Version: ".Length..];
        }

        return versions;
    }

    /// <summary>Debian's epoch, and from the revision or a repackaging mark on.</summary>
    [GeneratedRegex(@"^\d+:|[+~](dfsg|ds|repack).*$|-[^-]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Packaging();
}
