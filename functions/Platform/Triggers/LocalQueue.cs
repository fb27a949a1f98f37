using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Triggers;

#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing, and a late nudge must not meet a disposed one.
/// <summary>One queue of <see cref="LocalTriggers"/>: receives, calls, and settles each message as the Functions host does.</summary>
internal sealed partial class LocalQueue(
    QueueTrigger trigger, TriggerCalls calls, IQueueStore queues, QueueNudge nudge, LocalTriggerTimes times, TimeProvider clock, ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>Idle polling: only for messages of other processes and delayed ones, since our own nudge.</summary>
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_slowestPoll = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _nudged = new(0);
    private readonly SemaphoreSlim _free = new(trigger.AtOnce);

    /// <summary>Receives until <paramref name="stopping"/>, then waits for what is in work; <paramref name="abandon"/> ends that too.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        nudge.Subscribe(queue =>
        {
            if (string.Equals(queue, trigger.QueueName, StringComparison.Ordinal))
            {
                _nudged.Release();
            }
        });
        try
        {
            var poll = s_firstPoll;
            while (true)
            {
                if (await TakeAsync(stopping, abandon))
                {
                    poll = s_firstPoll;
                    continue;
                }

                var wasNudged = await _nudged.WaitAsync(poll, stopping);
                poll = wasNudged ? s_firstPoll : poll * 2 < s_slowestPoll ? poll * 2 : s_slowestPoll;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            for (var settled = 0; settled < trigger.AtOnce; settled++)
            {
                await _free.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Starts work on what is waiting, as far as there is room; false when nothing was.</summary>
    private async Task<bool> TakeAsync(CancellationToken stopping, CancellationToken abandon)
    {
        await _free.WaitAsync(stopping);
        var room = 1;
        while (room < Math.Min(trigger.AtOnce, StorageLimits.ReceivedMessages) && await _free.WaitAsync(0, CancellationToken.None))
        {
            room++;
        }

        IReadOnlyList<QueueMessage> received = [];
        try
        {
            // Every nudge up to here is answered by this receive.
            while (await _nudged.WaitAsync(0, CancellationToken.None))
            {
            }

            received = await queues.ReceiveAsync(trigger.QueueName, room, times.Visibility, stopping);
        }
        catch (StorageUnavailableException failure)
        {
            Log.NotReceived(logger, failure, trigger.QueueName);
        }
        finally
        {
            if (room > received.Count)
            {
                _free.Release(room - received.Count);
            }
        }

        foreach (var message in received)
        {
            _ = WorkAsync(message, abandon);
        }

        return received.Count > 0;
    }

    private async Task WorkAsync(QueueMessage message, CancellationToken abandon)
    {
        try
        {
            await DeliverAsync(message, abandon);
        }
        catch (StorageConflictException)
        {
            // It was hidden too briefly and went to somebody else: delivered twice, which handlers must bear (rule S2).
            Log.TakenByAnother(logger, trigger.FunctionName, message.Id);
        }
#pragma warning disable CA1031 // Nobody awaits this; the message comes back when its visibility ends.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotSettled(logger, failure, trigger.FunctionName, message.Id);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task DeliverAsync(QueueMessage message, CancellationToken abandon)
    {
        var hasPoisonQueue = !trigger.QueueName.EndsWith(CustomHandler.PoisonSuffix, StringComparison.Ordinal);
        if (hasPoisonQueue && message.DequeueCount > CustomHandler.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message);
            return;
        }

        string? failure;
        (failure, message) = await CallAsync(message, abandon);
        if (failure is null)
        {
            await queues.DeleteAsync(trigger.QueueName, message, CancellationToken.None);
            return;
        }

        Log.Failed(logger, trigger.FunctionName, message.Id, message.DequeueCount, failure);
        if (abandon.IsCancellationRequested)
        {
            // Not the message's fault: the next start should not wait for it.
            await queues.RenewAsync(trigger.QueueName, message, TimeSpan.Zero, CancellationToken.None);
        }
        else if (!hasPoisonQueue)
        {
            // As on the host, a poison message that fails stays hidden for its time and comes back, for its seven days.
        }
        else if (message.DequeueCount >= CustomHandler.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message);
        }
        else
        {
            await queues.RenewAsync(trigger.QueueName, message, times.RetryDelay, CancellationToken.None);
        }
    }

    /// <summary>Calls the function and meanwhile keeps the message hidden; answers the message with its last pop receipt.</summary>
    private async Task<(string? Failure, QueueMessage Message)> CallAsync(QueueMessage message, CancellationToken abandon)
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(message, done.Token);
        var failure = await calls.PostAsync(trigger.FunctionName, TriggerEnvelope.Write(trigger, message, clock.GetUtcNow()), abandon);
        await done.CancelAsync();
        return (failure, await renewing);
    }

    private async Task<QueueMessage> RenewAsync(QueueMessage message, CancellationToken done)
    {
        using var half = new PeriodicTimer(times.Visibility / 2, clock);
        try
        {
            while (await half.WaitForNextTickAsync(done))
            {
                try
                {
                    // Not cancelled by "done": a renewal under way must tell its receipt.
                    message = await queues.RenewAsync(trigger.QueueName, message, times.Visibility, CancellationToken.None);
                }
                catch (StorageUnavailableException failure)
                {
                    Log.NotSettled(logger, failure, trigger.FunctionName, message.Id);
                }
                catch (StorageConflictException)
                {
                    // Settling will find the same and say so.
                    return message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }

        return message;
    }

    /// <remarks>Sent before it is deleted: a crash in between doubles it, never loses it.</remarks>
    private async Task MoveToPoisonAsync(QueueMessage message)
    {
        Log.Poison(logger, trigger.FunctionName, message.Id);
        await queues.SendAsync(trigger.QueueName + CustomHandler.PoisonSuffix, message.Text, TimeSpan.Zero, CancellationToken.None);
        await queues.DeleteAsync(trigger.QueueName, message, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1311, LogLevel.Warning, "Queue {Queue} cannot be read")]
        public static partial void NotReceived(ILogger logger, Exception failure, string queue);

        [LoggerMessage(1312, LogLevel.Warning, "{FunctionName} failed message {Id} at delivery {DequeueCount}: {Failure}")]
        public static partial void Failed(ILogger logger, string functionName, string id, int dequeueCount, string failure);

        [LoggerMessage(1313, LogLevel.Error, "{FunctionName} gives up message {Id}; it moves to the poison queue")]
        public static partial void Poison(ILogger logger, string functionName, string id);

        [LoggerMessage(1314, LogLevel.Warning, "{FunctionName} was overtaken: message {Id} went to another receiver")]
        public static partial void TakenByAnother(ILogger logger, string functionName, string id);

        [LoggerMessage(1315, LogLevel.Error, "{FunctionName} could not settle message {Id}; it comes back")]
        public static partial void NotSettled(ILogger logger, Exception failure, string functionName, string id);
    }
}
