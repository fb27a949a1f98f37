using System.Diagnostics;
using System.Text.RegularExpressions;
using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>One emulator for all tests of the assembly, on free ports, in memory; it ends with this process, however that ends.</summary>
internal sealed partial class Azurite
{
    private const string Account = "devstoreaccount1";

    private static readonly Lazy<Task<Azurite>> s_started = new(StartAsync);

    // Held so that its standard input stays open: collected, it would end the emulator.
    private readonly Process _process;

    private Azurite(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
        var account = StorageAccount.FromConnectionString(connectionString, TimeProvider.System);
        Tables = new AzureTableStore(account);
        Queues = new AzureQueueStore(account, new QueueNudge());
        Blobs = new AzureBlobStore(account);
    }

    /// <summary>For a server under test that is to share the emulator.</summary>
    public string ConnectionString { get; }

    public ITableStore Tables { get; }

    public IQueueStore Queues { get; }

    public IBlobStore Blobs { get; }

    public static async Task<Azurite> SharedAsync()
    {
        var azurite = await s_started.Value;
        Assert.IsFalse(azurite._process.HasExited, "Azurite ended.");
        return azurite;
    }

    private static async Task<Azurite> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            "node", ["azurite.mjs", "--disableTelemetry", "--skipApiVersionCheck", "--silent", "--inMemoryPersistence", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"])
        {
            WorkingDirectory = await NodePeers.FolderAsync(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (addresses.Count < 3)
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))
                ?? throw new AssertFailedException("Azurite ended before it listened.");
            if (Listening().Match(line) is { Success: true } match)
            {
                addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        AtEnd.Stop(async () =>
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        });
        // Nobody reads its output any more; a full pipe would stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        // Publicly documented, the same in every emulator.
        const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        return new Azurite(
            process,
            $"AccountName={Account};AccountKey={key};BlobEndpoint={addresses["Blob"]}/{Account};QueueEndpoint={addresses["Queue"]}/{Account};TableEndpoint={addresses["Table"]}/{Account}");
    }

    [GeneratedRegex("Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
