namespace CodeMeet.Platform.Storage;

/// <summary>
/// Tells this process at once that it sent a message, so a run does not wait for the next poll.
/// Only a hint: messages of other processes and delayed ones are found by polling.
/// </summary>
internal sealed class QueueNudge
{
    private Action<string>? _listeners;

    /// <summary>Adds a listener for the life of the process. It hears the queue's name on the sender's thread once the message is durable, and must return at once and not throw.</summary>
    public void Subscribe(Action<string> listener)
    {
        Action<string>? before;
        do
        {
            before = _listeners;
        }
        while (Interlocked.CompareExchange(ref _listeners, before + listener, before) != before);
    }

    public void Raise(string queue) => _listeners?.Invoke(queue);
}
