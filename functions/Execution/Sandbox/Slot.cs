namespace CodeMeet.Execution.Sandbox;

/// <summary>
/// A uid that belongs to one run at a time, on the whole machine: the lock is a file lock, so it holds against other services here and is free again when its holder dies.
/// Only a service that runs as root has slots; a plain user's sandboxes share its uid and are kept apart by their namespaces.
/// </summary>
internal sealed class Slot : IDisposable
{
    /// <summary>More than any machine runs at a time, and just below what systemd gives to dynamic services.</summary>
    public const int Count = 1000;

    /// <summary>Of the lock files; one that nobody holds is free, so they may stay.</summary>
    public const string Folder = "/run/codemeet/slots";
    private readonly FileStream _lock;

    private Slot(int uid, FileStream @lock)
    {
        Uid = uid;
        _lock = @lock;
    }

    /// <summary>Also its gid.</summary>
    public int Uid { get; }

    /// <exception cref="IOException">All are taken, or the folder cannot be made.</exception>
    /// <param name="firstUid">Of all.</param>
    /// <param name="count">How many may be tried.</param>
    public static Slot Take(int firstUid, int count = Count)
    {
        for (var uid = firstUid; uid < firstUid + count; uid++)
        {
            if (TryTake(uid) is { } slot)
                return slot;
        }

        throw new IOException("Every sandbox slot is taken.");
    }

    /// <returns>Null if somebody holds it.</returns>
    public static Slot? TryTake(int uid)
    {
#pragma warning disable CA1416 // The self-test has made sure that this is Linux.
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        try
        {
            return new Slot(uid, new FileStream(Path.Combine(Folder, $"{uid}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
