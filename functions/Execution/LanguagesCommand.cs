using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Execution;

/// <summary>
/// <c>codemeet languages</c>: what this machine can run. <c>languages packages [NAME…]</c> prints what <c>./dev</c> installs:
/// <c>debian PACKAGE</c> for each package that is missing and <c>npm FOLDER DESTINATION</c> for each npm toolchain to be copied and installed with <c>npm ci</c>.
/// <c>languages doctor</c> adds whether and how programs are isolated.
/// </summary>
internal static class LanguagesCommand
{
    /// <summary>What the sandbox itself needs: bwrap, and a compiler for its agent.</summary>
    private static readonly string[] SandboxPackages = ["bubblewrap", "gcc", "libc6-dev"];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = SandboxOptions.From(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var languages = new Languages(options);
        switch (args)
        {
            case []:
                await ListAsync(languages);
                return 0;
            case ["packages", .. var names]:
                return await PackagesAsync(languages, names);
            case ["doctor"]:
                await ListAsync(languages);
                return await DoctorAsync(languages, options);
            default:
                await Console.Error.WriteLineAsync("codemeet languages [doctor | packages [NAME…]]");
                return 2;
        }
    }

    private static async Task ListAsync(Languages languages)
    {
        foreach (var language in (await languages.ListAsync()).Languages)
            Console.WriteLine($"{language.Id,-12} {language.Name,-12} {language.Version ?? "missing"}");
    }

    private static async Task<int> PackagesAsync(Languages languages, string[] names)
    {
        var wanted = names.Length == 0 ? languages.All : [.. names.Select(languages.Find).OfType<Language>()];
        if (wanted.Count < names.Length)
        {
            await Console.Error.WriteLineAsync($"Known languages: {string.Join(' ', languages.All.Select(l => l.Id))}");
            return 2;
        }

        var missing = new List<Language>();
        foreach (var language in wanted)
        {
            if (await languages.VersionAsync(language) is null)
                missing.Add(language);
        }

        var sandbox = File.Exists(BwrapCommand.Bwrap) && File.Exists("/usr/bin/gcc") ? [] : SandboxPackages;
        foreach (var package in sandbox.Concat(missing.SelectMany(l => l.Debian)).Distinct(StringComparer.Ordinal))
            Console.WriteLine($"debian {package}");
        foreach (var language in missing.Where(l => l.HasNpmToolchain))
            Console.WriteLine($"npm {language.Folder} {languages.Toolchain(language)}");
        return 0;
    }

    private static async Task<int> DoctorAsync(Languages languages, SandboxOptions options)
    {
        using var sandbox = new LocalSandbox(options, languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        var status = await sandbox.GetStatusAsync(CancellationToken.None);
        Console.WriteLine(status.Available ? $"Programs run isolated, in mode {status.Mode}." : "Programs cannot be run here.");
        foreach (var line in status.Reasons.Concat(status.Weaknesses))
            Console.WriteLine($"- {line}");
        return status.Available ? 0 : 1;
    }
}
