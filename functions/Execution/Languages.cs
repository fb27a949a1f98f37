using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>The languages this build knows, read once from the folders beside the binary, and what this machine has of them.</summary>
internal sealed class Languages
{
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromSeconds(20);
    private readonly string _toolchains;
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Language> _byName = new(StringComparer.OrdinalIgnoreCase);

    public Languages(SandboxOptions options)
        : this(Path.Combine(AppContext.BaseDirectory, "languages"), options.Toolchains)
    {
    }

    /// <exception cref="InvalidDataException">A folder is incomplete or two languages share a name: a mistake in the build, not in the machine.</exception>
    public Languages(string folder, string toolchains)
    {
        _toolchains = toolchains;
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

    /// <summary>By id.</summary>
    public IReadOnlyList<Language> All { get; }

    /// <summary>By id or alias, in any case; null if there is no such language.</summary>
    public Language? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Host folder of a toolchain that does not come from Debian, or null.</summary>
    public string? Toolchain(Language language) => language.HasNpmToolchain ? Path.Combine(_toolchains, language.Id) : null;

    /// <summary>The toolchain's version, asked for once per process; null if it is not installed.</summary>
    public Task<string?> VersionAsync(Language language)
        => Elsewhere is { } ask ? ask(language) : _versions.GetOrAdd(language.Id, _ => new Lazy<Task<string?>>(() => AskVersionAsync(language))).Value;

    /// <summary>All of them with what this machine has; the body of GET /api/languages.</summary>
    public async Task<LanguageList> ListAsync()
    {
        var versions = await Task.WhenAll(All.Select(VersionAsync));
        return new LanguageList([.. All.Zip(versions, (l, version) => new LanguageView(
            l.Id, l.Name, l.Aliases, l.MonacoId, l.FileName, l.Extension, l.Starter, version, version is not null, l.Limits))]);
    }

    private static Language Read(string folder)
    {
        var id = Path.GetFileName(folder);
        try
        {
            using var json = File.OpenRead(Path.Combine(folder, "language.json"));
            var language = JsonSerializer.Deserialize(json, LanguageJson.Default.Language) ?? throw new InvalidDataException("language.json is null");
            return language with { Id = id, Folder = folder, Starter = File.ReadAllText(Path.Combine(folder, "starter" + language.Extension)) };
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new InvalidDataException($"The language {id} cannot be read: {e.Message}", e);
        }
    }

    private async Task<string?> AskVersionAsync(Language language)
    {
        string[] command = [ProgramPath.Find(language.Version[0]), .. language.Version.Skip(1)];
        command[0] = OnHost(command[0]);
        var programs = new[] { language.Compile?.Command[0], language.Run.Command[0] }.OfType<string>().Where(p => !p.StartsWith("/work/", StringComparison.Ordinal));
        if (!programs.Select(ProgramPath.Find).Select(OnHost).Append(command[0]).All(File.Exists))
            return null;
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(VersionDeadline);
        try
        {
            // Both are read, so that neither can fill up; some tools answer on stderr.
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode != 0 ? null : (output + await errors).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return null;
        }

        string OnHost(string path) => path.Replace(BwrapCommand.ToolchainInside + "/", Toolchain(language) + "/", StringComparison.Ordinal);
    }
}
