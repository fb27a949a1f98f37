using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Execution;

/// <summary><c>codemeet languages</c>: what this machine can run, with versions; <c>languages doctor</c> adds whether and how programs are isolated.</summary>
internal static class LanguagesCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = SandboxOptions.From(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var languages = new Languages(options);
        switch (args)
        {
            case []:
                await ListAsync(languages);
                return 0;
            case ["doctor"]:
                await ListAsync(languages);
                return await DoctorAsync(languages, options);
            default:
                await Console.Error.WriteLineAsync("codemeet languages [doctor]");
                return 2;
        }
    }

    private static async Task ListAsync(Languages languages)
    {
        foreach (var language in (await languages.ListAsync()).Languages)
            Console.WriteLine($"{language.Id,-12} {language.Name,-12} {language.Version ?? "missing"}");
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
