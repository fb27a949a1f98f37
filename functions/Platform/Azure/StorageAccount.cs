using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>Where a storage account's services are and how calls to them are signed. One pipeline per service: retries, then a fresh signature for each try.</summary>
internal sealed class StorageAccount
{
    private const string Scope = "https://storage.azure.com/.default";

    private StorageAccount(Uri tables, Uri queues, Uri blobs, HttpPipelinePolicy tableSignature, HttpPipelinePolicy signature)
    {
        (Tables, Queues, Blobs) = (tables, queues, blobs);
        TablePipeline = Build(tableSignature);
        Pipeline = Build(signature);
    }

    /// <summary>Without a slash at the end, as the other two.</summary>
    public Uri Tables { get; }

    public Uri Queues { get; }

    public Uri Blobs { get; }

    public HttpPipeline TablePipeline { get; }

    /// <summary>For queues and blobs.</summary>
    public HttpPipeline Pipeline { get; }

    /// <summary>Signs with the account's key.</summary>
    /// <exception cref="FormatException">See <see cref="StorageConnectionString.Parse"/>.</exception>
    public static StorageAccount FromConnectionString(string connectionString, TimeProvider clock)
    {
        var parsed = StorageConnectionString.Parse(connectionString);
        return new StorageAccount(
            parsed.Tables, parsed.Queues, parsed.Blobs, new TableSharedKeyPolicy(parsed.AccountName, parsed.Key, clock), new SharedKeyPolicy(parsed.AccountName, parsed.Key, clock));
    }

    /// <summary>Signs with a token of the app's identity, which needs the three data contributor roles.</summary>
    public static StorageAccount FromIdentity(string accountName, TokenCredential credential)
    {
        var bearer = new BearerTokenAuthenticationPolicy(credential, Scope);
        return new StorageAccount(At("table"), At("queue"), At("blob"), bearer, bearer);

        Uri At(string service) => new($"https://{accountName}.{service}.core.windows.net");
    }

    private static HttpPipeline Build(HttpPipelinePolicy signature)
    {
        var options = new StorageClientOptions();
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(3);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        var pipeline = new HttpPipelineOptions(options) { RequestFailedDetailsParser = new StorageErrorParser() };
        pipeline.PerRetryPolicies.Add(signature);
        pipeline.PerRetryPolicies.Add(new UncertainOutcomePolicy());
        return HttpPipelineBuilder.Build(pipeline);
    }

    private sealed class StorageClientOptions : ClientOptions;
}
