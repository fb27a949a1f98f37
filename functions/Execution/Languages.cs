using System.Text.Json;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>The languages this build knows, read once from the folders beside the binary, and what this machine has of them.</summary>
internal sealed class Languages : IDisposable
{
    /// <summary>How long the list waits for versions; the first one of a new machine goes without some.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly string _toolchains;
    private readonly LanguageVersions _versions;
    private readonly Dictionary<string, Language> _byName = new(StringComparer.OrdinalIgnoreCase);

    public Languages(SandboxOptions options)
        : this(Path.Combine(AppContext.BaseDirectory, "languages"), options.Toolchains)
    {
    }

    /// <exception cref="InvalidDataException">A folder is incomplete or two languages share a name: a mistake in the build, not in the machine.</exception>
    public Languages(string folder, string toolchains)
    {
        _toolchains = toolchains;
        Folder = folder;
        _versions = new LanguageVersions(toolchains);
        All = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(Read)];
        foreach (var language in All)
        {
            foreach (var name in language.Aliases.Append(language.Id))
            {
                if (!_byName.TryAdd(name, language))
                    throw new InvalidDataException($"Two languages are called {name}.");
            }
        }
    }

    /// <summary>Where programs run on another machine: asks that one for a toolchain's version.</summary>
    public Func<Language, Task<string?>>? Elsewhere { get; init; }

    /// <summary>Theirs, one in it for each.</summary>
    public string Folder { get; }

    /// <summary>By id.</summary>
    public IReadOnlyList<Language> All { get; }

    /// <summary>By id or alias, in any case; null if there is no such language.</summary>
    public Language? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Host folder of what a language has outside Debian: packages from npm, else the files of its own folder's <c>support</c>; or null.</summary>
    public string? Toolchain(Language language)
        => language.Toolchain is { } shared ? Path.Combine(_toolchains, shared)
            : language.HasNpmToolchain ? Path.Combine(_toolchains, language.Id)
            : Path.Combine(language.Folder, "support") is var support && Directory.Exists(support) ? support
            : null;

    /// <summary>Whether the language has a warm host and this machine what that is made of, which <c>./dev</c> lays down.</summary>
    public bool CanWarm(Language language)
        => language.Warm is { } warm && (Directory.Exists(Path.Combine(_toolchains, "warm", language.Id)) || !warm.Command.Any(e => e.Contains($"{BwrapCommand.ToolchainsInside}/warm/", StringComparison.Ordinal)));

    /// <summary>What the toolchain needs and this machine has not: paths of programs, and patterns of <see cref="Language.Paths"/>. Cheap; asked of the machine each time.</summary>
    public IReadOnlyList<string> Missing(Language language)
    {
        var places = language.Locate(Toolchain(language));
        var programs = new[] { language.Version[0], language.Compile?.Command[0], language.Run.Command[0] }.OfType<string>()
            .Where(program => !program.StartsWith("{work}/", StringComparison.Ordinal))
            .Select(program => ProgramPath.Find(Language.Fill(program, places)));
        return [.. programs.Where(program => !File.Exists(program)).Concat(language.Paths?.Where(path => places[path.Key] is null).Select(path => path.Value) ?? []).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The toolchain's version; null if it is not installed or does not answer.</summary>
    public Task<string?> VersionAsync(Language language)
    {
        if (Elsewhere is { } ask)
            return ask(language);
        if (Missing(language).Count > 0)
            return Task.FromResult<string?>(null);
        var places = language.Locate(Toolchain(language));
        var command = language.Version.Select(element => Language.Fill(element, places)).ToArray();
        return _versions.GetAsync([ProgramPath.Find(command[0]), .. command[1..]]);
    }

    /// <summary>All of them with what this machine has; the body of GET /api/languages. Versions that are not known soon are null this time.</summary>
    public async Task<LanguageList> ListAsync()
    {
        // Those that most rooms use are asked first.
        var asked = All.OrderByDescending(l => l.Base).ToDictionary(l => l.Id, VersionAsync, StringComparer.Ordinal);
        var versions = All.Select(l => asked[l.Id]).ToArray();
        await Task.WhenAny(Task.WhenAll(versions), Task.Delay(Patience));
        return new LanguageList([.. All.Zip(versions, View)]);
    }

    public void Dispose() => _versions.Dispose();

    /// <summary>A toolchain is there until it has failed to say its version.</summary>
    private LanguageView View(Language language, Task<string?> version)
    {
        var known = version.IsCompletedSuccessfully ? version.Result : null;
        return new LanguageView(
            language.Id, language.Name, language.Aliases, language.MonacoId, language.FileName, language.Extension, language.Starter, known,
            version.IsCompletedSuccessfully ? known is not null : !version.IsFaulted && (Elsewhere is not null || Missing(language).Count == 0),
            language.Limits, LanguageLibraries.Installed(language, Toolchain(language)), language.Diagnostics ?? [], language.Documentation, language.Hint);
    }

    private static Language Read(string folder)
    {
        var id = Path.GetFileName(folder);
        try
        {
            using var json = File.OpenRead(Path.Combine(folder, "language.json"));
            var language = JsonSerializer.Deserialize(json, LanguageJson.Default.Language) ?? throw new InvalidDataException("language.json is null");
            return language with
            {
                Id = id,
                Folder = folder,
                Starter = File.ReadAllText(Path.Combine(folder, "starter" + language.Extension)),
                Diagnostics = [.. language.Diagnostics?.Select(d => new LanguageDiagnostic(d.Pattern.Replace("{work}", BwrapCommand.WorkInside, StringComparison.Ordinal))) ?? []],
            };
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new InvalidDataException($"The language {id} cannot be read: {e.Message}", e);
        }
    }
}
