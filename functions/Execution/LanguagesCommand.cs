using System.Diagnostics;
using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Execution;

/// <summary><c>codemeet languages</c>: what this machine can run, with versions; <c>languages doctor</c> adds how programs are isolated, and runs each language's starter.</summary>
internal static class LanguagesCommand
{
    private const int Usage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = SandboxOptions.From(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var languages = new Languages(options);
        switch (args)
        {
            case []:
                await ListAsync(languages);
                return 0;
            case ["doctor"]:
                return await DoctorAsync(languages, options);
            default:
                await Console.Error.WriteLineAsync("codemeet languages [doctor]");
                return Usage;
        }
    }

    private static async Task ListAsync(Languages languages)
    {
        var versions = await Task.WhenAll(languages.All.Select(languages.VersionAsync));
        foreach (var (language, version) in languages.All.Zip(versions))
            Console.WriteLine($"{language.Id,-12} {language.Name,-24} {version ?? Missing(languages, language)}");
        Console.WriteLine($"{versions.Count(v => v is not null)} of {versions.Length} languages work here.");
    }

    /// <summary>Fails if programs cannot be isolated, or if a language that is installed does not work.</summary>
    private static async Task<int> DoctorAsync(Languages languages, SandboxOptions options)
    {
        await using var sandbox = new LocalSandbox(options, languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        var status = await sandbox.GetStatusAsync(CancellationToken.None);
        Console.WriteLine(status.Available ? $"Programs run isolated, in mode {status.Mode}." : "Programs cannot be run here.");
        foreach (var line in status.Reasons.Concat(status.Weaknesses))
            Console.WriteLine($"- {line}");
        if (!status.Available)
            return 1;

        var broken = 0;
        foreach (var language in languages.All)
        {
            var version = await languages.VersionAsync(language);
            var (works, verdict) = version is null ? (true, Missing(languages, language)) : await GreetAsync(sandbox, language);
            broken += works ? 0 : 1;
            Console.WriteLine($"{language.Id,-12} {language.Name,-24} {verdict,-16} {version}");
            var libraries = LanguageLibraries.Installed(language, languages.Toolchain(language)).Select(l => l.Name);
            if (version is not null && (language.Libraries ?? []).Select(l => l.Name).Except(libraries, StringComparer.Ordinal).ToArray() is { Length: > 0 } without)
                Console.WriteLine($"{"",-12} without {string.Join(", ", without)}: ./dev languages install {language.Id}");
        }

        return broken == 0 ? 0 : 1;
    }

    private static string Missing(Languages languages, Language language) => languages.Missing(language) switch
    {
        [] => "installed, but does not say its version",
        var missing when language.Debian.Count > 0 => $"missing: {missing[0]} (packages {string.Join(' ', language.Debian)})",
        var missing => $"missing: {missing[0]}",
    };

    private static async Task<(bool Works, string Verdict)> GreetAsync(LocalSandbox sandbox, Language language)
    {
        var start = Stopwatch.GetTimestamp();
        var request = new SandboxRequest(language.Id, [new SourceFile(language.FileName, language.Starter)], Stdin: "Ada\n");
        var result = await sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Status is Verdict.Ok && result.Stdout.Contains("Hello, Ada!", StringComparison.Ordinal)
            ? (true, $"works, {took:0} ms")
            : (false, $"{result.Status}: {result.Fault}{result.Compile?.Output}{result.Stderr}".Trim());
    }
}
