using Azure;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Azure;

/// <summary>Queues in Azure Storage, made on demand. The nudge serves <c>LocalTriggers</c> when the app runs beside the emulator.</summary>
internal sealed class AzureQueueStore(StorageAccount account, QueueNudge nudge) : IQueueStore
{
    public async Task SendAsync(string queue, string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckMessage(text, delay);
        await StorageFailure.GuardAsync(
            async () =>
            {
                var client = Queue(queue);
                try
                {
                    await client.SendMessageAsync(text, delay, StorageLimits.MessageLife, cancellationToken);
                }
                catch (RequestFailedException absent) when (absent.ErrorCode is "QueueNotFound")
                {
                    await client.CreateIfNotExistsAsync(cancellationToken);
                    await client.SendMessageAsync(text, delay, StorageLimits.MessageLife, cancellationToken);
                }

                return true;
            },
            cancellationToken);
        if (delay == TimeSpan.Zero)
        {
            nudge.Raise(queue);
        }
    }

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckReceive(max, visibility);
        return StorageFailure.GuardAsync<IReadOnlyList<QueueMessage>>(
            async () =>
            {
                try
                {
                    var received = await Queue(queue).ReceiveMessagesAsync(max, visibility, cancellationToken);
                    return [.. received.Select(message => new QueueMessage(
                        message.MessageId, message.Text, message.PopReceipt, message.DequeueCount, message.InsertedOn, message.ExpiresOn, message.NextVisibleOn))];
                }
                catch (RequestFailedException absent) when (absent.ErrorCode is "QueueNotFound")
                {
                    return [];
                }
            },
            cancellationToken);
    }

    public Task<QueueMessage> RenewAsync(string queue, QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckRenewal(visibility);
        return StorageFailure.GuardAsync(
            async () =>
            {
                try
                {
                    var (receipt, visible) = await Queue(queue).UpdateMessageAsync(message.Id, message.PopReceipt, message.Text, visibility, cancellationToken);
                    return message with { PopReceipt = receipt, NextVisibleAt = visible };
                }
                catch (RequestFailedException failure) when (Conflict(failure) is { } conflict)
                {
                    throw new StorageConflictException(conflict);
                }
            },
            cancellationToken);
    }

    public Task DeleteAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        return StorageFailure.GuardAsync(
            async () =>
            {
                try
                {
                    await Queue(queue).DeleteMessageAsync(message.Id, message.PopReceipt, cancellationToken);
                    return true;
                }
                catch (RequestFailedException failure) when (Conflict(failure) is { } conflict)
                {
                    return conflict is StorageConflict.Missing ? false : throw new StorageConflictException(conflict);
                }
            },
            cancellationToken);
    }

    /// <remarks>The service is documented to answer "not found" also for some receipts that another receiver made stale; for the caller both mean: not mine any more.</remarks>
    private static StorageConflict? Conflict(RequestFailedException failure) => failure.ErrorCode switch
    {
        "PopReceiptMismatch" => StorageConflict.Changed,
        "MessageNotFound" or "QueueNotFound" => StorageConflict.Missing,
        _ => null,
    };

    private QueueClient Queue(string name) => new(account.Pipeline, account.Queues, name);
}
