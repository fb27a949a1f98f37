using System.Runtime.CompilerServices;
using Azure;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Azure;

/// <summary>Block blobs in Azure Storage, their containers made on demand.</summary>
internal sealed class AzureBlobStore(StorageAccount account) : IBlobStore
{
    public Task<Blob?> GetAsync(string container, string name, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        return StorageFailure.GuardAsync<Blob?>(
            async () =>
            {
                try
                {
                    var (content, etag) = await Container(container).DownloadContentAsync(name, cancellationToken);
                    return new Blob(content, etag.ToString());
                }
                catch (RequestFailedException absent) when (IsAbsent(absent))
                {
                    return null;
                }
            },
            cancellationToken);
    }

    public Task<string> PutAsync(string container, string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        StorageLimits.CheckBlob(content);
        var conditions = new MatchConditions
        {
            IfMatch = condition.IfMatch is { } etag ? new ETag(etag) : null,
            IfNoneMatch = condition.IfAbsent ? ETag.All : null,
        };
        return StorageFailure.GuardAsync(
            async () =>
            {
                var client = Container(container);
                try
                {
                    try
                    {
                        return (await client.UploadAsync(name, content, conditions, cancellationToken)).ToString();
                    }
                    catch (RequestFailedException absent) when (absent.ErrorCode is "ContainerNotFound")
                    {
                        await client.CreateIfNotExistsAsync(cancellationToken);
                        return (await client.UploadAsync(name, content, conditions, cancellationToken)).ToString();
                    }
                }
                catch (RequestFailedException failure) when (failure.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "BlobNotFound")
                {
                    throw new StorageConflictException(condition.IfAbsent ? StorageConflict.Exists : StorageConflict.Changed);
                }
            },
            cancellationToken);
    }

    public Task DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        StorageLimits.CheckBlobName(name);
        return StorageFailure.GuardAsync(
            async () =>
            {
                try
                {
                    await Container(container).DeleteBlobAsync(name, cancellationToken);
                    return true;
                }
                catch (RequestFailedException absent) when (IsAbsent(absent))
                {
                    return false;
                }
            },
            cancellationToken);
    }

    public async IAsyncEnumerable<string> ListAsync(string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(container);
        await using var pages = Container(container).GetBlobsAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await StorageFailure.GuardAsync(() => NextAsync(pages), cancellationToken))
        {
            foreach (var name in pages.Current)
            {
                yield return name;
            }
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<IReadOnlyList<string>> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException absent) when (IsAbsent(absent))
        {
            return false;
        }
    }

    private static bool IsAbsent(RequestFailedException failure) => failure.ErrorCode is "BlobNotFound" or "ContainerNotFound";

    private BlobContainerClient Container(string name) => new(account.Pipeline, account.Blobs, name);
}
