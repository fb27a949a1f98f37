namespace CodeMeet.Platform.Storage;

/// <summary>
/// At-least-once queues without order, shaped after Azure Storage queues: a received message is hidden for a while, comes back when it is not deleted,
/// and carries how often it was received. Text of at most 48 KiB (64 KiB in base64 on the wire). A queue that does not exist is empty and is created by the first send.
/// </summary>
internal interface IQueueStore
{
    /// <summary>Adds a message, visible after <paramref name="delay"/>, kept for 7 days.</summary>
    Task SendAsync(string queue, string text, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Takes up to 32 visible messages and hides them for <paramref name="visibility"/>; the dequeue count in the answer includes this receipt.</summary>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, TimeSpan visibility, CancellationToken cancellationToken);

    /// <summary>Hides a received message for <paramref name="visibility"/> from now and answers it with its new pop receipt. Conflicts when somebody else received it since.</summary>
    /// <exception cref="StorageConflictException">The pop receipt is no longer valid.</exception>
    Task<QueueMessage> RenewAsync(string queue, QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken);

    /// <summary>Deletes a received message. Conflicts when somebody else received it since; a message that is gone already is fine.</summary>
    /// <exception cref="StorageConflictException">The pop receipt is no longer valid.</exception>
    Task DeleteAsync(string queue, QueueMessage message, CancellationToken cancellationToken);
}

/// <summary>A received message. <see cref="PopReceipt"/> proves that this receiver still holds it.</summary>
internal sealed record QueueMessage(string Id, string Text, string PopReceipt, int DequeueCount, DateTimeOffset InsertedAt, DateTimeOffset ExpiresAt, DateTimeOffset NextVisibleAt);
