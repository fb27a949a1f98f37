namespace CodeMeet.Platform.Storage;

/// <summary>Why a conditional write did not happen.</summary>
internal enum StorageConflict
{
    /// <summary>An insert met an existing row or blob.</summary>
    Exists,

    /// <summary>The version named by the write is no longer the stored one.</summary>
    Changed,

    /// <summary>The row to replace or delete is not there.</summary>
    Missing,
}

/// <summary>A condition of a write did not hold and nothing was written. Expected under concurrency: read again and decide again.</summary>
/// <param name="kind">What was found instead.</param>
/// <param name="index">Index of the offending write in the transaction; 0 outside transactions.</param>
internal sealed class StorageConflictException(StorageConflict kind, int index = 0) : Exception($"Write {index} conflicts: {kind}.")
{
    public StorageConflict Kind { get; } = kind;

    public int Index { get; } = index;
}

/// <summary>The write is larger than the store takes on either home. A bug or hostile input that a slice should have refused earlier.</summary>
internal sealed class StorageLimitException(string message) : Exception(message);

/// <summary>The store could not be reached or answered with a failure of its own, after the adapter's retries.</summary>
internal sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
