namespace CodeMeet.Platform.Storage;

/// <summary>Named byte strings in containers, written whole, with conditions. A container that does not exist is empty and is created by the first write.</summary>
internal interface IBlobStore
{
    /// <summary>The blob, or null when there is none.</summary>
    Task<Blob?> GetAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>Writes the whole blob and answers its new ETag.</summary>
    /// <exception cref="StorageConflictException">The condition did not hold; nothing was written.</exception>
    Task<string> PutAsync(string container, string name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Deletes the blob; deleting what is not there is fine.</summary>
    Task DeleteAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>Names in ordinal order that begin with <paramref name="prefix"/>.</summary>
    IAsyncEnumerable<string> ListAsync(string container, string prefix, CancellationToken cancellationToken);
}

internal sealed record Blob(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>When a blob may be written.</summary>
internal readonly record struct BlobCondition
{
    private BlobCondition(string? ifMatch, bool ifAbsent) => (IfMatch, IfAbsent) = (ifMatch, ifAbsent);

    public string? IfMatch { get; }

    public bool IfAbsent { get; }

    public static BlobCondition Always => default;

    /// <summary>Only if no blob of that name exists (If-None-Match: *).</summary>
    public static BlobCondition WhenAbsent => new(null, ifAbsent: true);

    /// <summary>Only if the blob is still the version that was read.</summary>
    public static BlobCondition WhenUnchanged(string etag) => new(etag, ifAbsent: false);
}
