using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Execution.Sandbox;

/// <summary><c>codemeet sandbox</c>: one run without a server. Request as JSON on standard input, envelope as one JSON line on standard output.</summary>
internal static class SandboxCommand
{
    private const int Usage = 2;

    /// <returns>0 whenever there is an envelope, whatever the verdict; 2 if the request could not be understood.</returns>
    public static async Task<int> RunAsync()
    {
        var options = SandboxOptions.From(new ConfigurationBuilder().AddEnvironmentVariables().Build()) with { Pool = false };
        await using var sandbox = new LocalSandbox(options, new Languages(options), TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await using var input = Console.OpenStandardInput();
            var request = await JsonSerializer.DeserializeAsync(input, SandboxJson.Default.SandboxRequest, stop.Token)
                ?? throw new JsonException("The request is null.");
            var result = await sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), stop.Token);
            if (result.Fault is { } fault)
                await Console.Error.WriteLineAsync(fault);
            Console.WriteLine(JsonSerializer.Serialize(result, SandboxJson.Default.SandboxResult));
            return 0;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
    }
}
