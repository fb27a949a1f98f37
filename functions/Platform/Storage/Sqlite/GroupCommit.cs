using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeMeet.Platform.Storage.Sqlite;

/// <summary>
/// The process's only writer. Whoever has it takes what writes are waiting, runs them in one transaction and answers the callers after the commit is on disk:
/// a lone write costs one sync, a hundred concurrent ones share it. A write whose condition does not hold undoes itself and leaves the others alone;
/// a failure of the file fails the whole transaction.
/// A caller who finds the writer idle commits on its own thread, which saves two thread switches, more than all else a small write costs.
/// What gathers meanwhile goes to a thread of ours, so that under load no thread of the pool sits in a sync.
/// </summary>
internal sealed partial class GroupCommit : IDisposable
{
    /// <summary>Bounds of one transaction, so that nobody waits behind an endless one.</summary>
    private const int WritesPerCommit = 512;

    private const int BytesPerCommit = 8 * 1024 * 1024;

    /// <summary>WAL pages (4 KiB) written between checkpoints.</summary>
    private const int PagesPerCheckpoint = 1000;

    /// <summary>WAL length in pages (64 MiB) at which the checkpoint waits for readers to leave instead of stepping around them.</summary>
    private const int LongWal = 16 * 1024;

    /// <summary>How long another process may hold the write lock before writes fail.</summary>
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(10);

    private readonly SqliteSession _session;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<Pending> _waiting = [];
    private readonly List<Pending> _taken = new(WritesPerCommit);
    private readonly AutoResetEvent _handedOver = new(initialState: false);
    private readonly Thread _thread;

    /// <summary>1 while somebody has the session and <see cref="_taken"/>.</summary>
    private int _owned;

    private volatile bool _closed;

    /// <param name="session">Owned from now on.</param>
    /// <param name="logger">The file's.</param>
    public GroupCommit(SqliteSession session, ILogger logger)
    {
        _session = session;
        _logger = logger;
        // Checkpoints run between transactions, after the callers have their answers.
        _session.Execute("PRAGMA wal_autocheckpoint = 0");
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    /// <summary>
    /// Runs <paramref name="work"/> inside the next transaction and answers once that is durable.
    /// Cancelling before the work starts prevents it; after that the caller gets the outcome.
    /// </summary>
    /// <param name="work">Statements only, on any thread, perhaps this one before the method returns. It undoes its own changes if it decides against them.</param>
    /// <param name="bytes">About how much it writes.</param>
    /// <param name="cancellationToken">Looked at when the work's turn comes.</param>
    /// <exception cref="StorageUnavailableException">The transaction failed; nothing was written.</exception>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, int bytes, CancellationToken cancellationToken)
    {
        var pending = new Pending<T>(work, bytes, cancellationToken);
        _waiting.Enqueue(pending);
        if (TryOwn())
        {
            CommitWaiting();
            if (_waiting.IsEmpty && !IsCheckpointDue())
            {
                ReleaseOrHandOver();
            }
            else
            {
                _handedOver.Set();
            }
        }
        else if (_closed)
        {
            RefuseWaiting();
        }

        return pending.Task;
    }

    /// <summary>Commits what is waiting, then closes the connection.</summary>
    public void Dispose()
    {
        // Owned for good: whoever comes now finds the store closed.
        SpinWait.SpinUntil(TryOwn);
        _closed = true;
        _handedOver.Set();
        _thread.Join();
        RefuseWaiting();
        _session.Dispose();
        _handedOver.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _handedOver.WaitOne();
            do
            {
                Checkpoint();
                CommitWaiting();
            }
            while (!_waiting.IsEmpty);

            if (_closed)
            {
                return;
            }

            ReleaseOrHandOver();
        }
    }

    private bool TryOwn() => Interlocked.CompareExchange(ref _owned, 1, 0) == 0;

    /// <summary>A write that arrived just before the release saw an owner and relies on it.</summary>
    private void ReleaseOrHandOver()
    {
        Interlocked.Exchange(ref _owned, 0);
        if (!_waiting.IsEmpty && TryOwn())
        {
            _handedOver.Set();
        }
    }

    private void RefuseWaiting()
    {
        while (_waiting.TryDequeue(out var late))
        {
            late.Answer(new StorageUnavailableException("The store is closed."));
        }
    }

    private void CommitWaiting()
    {
        if (!_waiting.TryDequeue(out var first))
        {
            return;
        }

        _taken.Add(first);
        var failure = Commit(_taken);
        foreach (var pending in _taken)
        {
            pending.Answer(failure);
        }

        _taken.Clear();
    }

    private StorageUnavailableException? Commit(List<Pending> taken)
    {
        try
        {
            Begin();
            var bytes = 0L;
            for (var next = taken[0]; next is not null;)
            {
                next.Run(_session);
                bytes += next.Bytes;
                if (taken.Count == WritesPerCommit || bytes >= BytesPerCommit || !_waiting.TryDequeue(out next))
                {
                    break;
                }

                taken.Add(next);
            }

            _session.Execute("COMMIT");
            return null;
        }
#pragma warning disable CA1031 // Whatever went wrong, the callers hear it and the writer lives on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            RollBack();
            return new StorageUnavailableException($"Writing failed: {failure.Message}", failure);
        }
    }

    /// <remarks>
    /// SQLite's own busy handler backs off to 100 ms and the driver's to 150 ms, far longer than another process needs the lock;
    /// a busy process would starve a quiet one. So: short, uneven naps.
    /// </remarks>
    private void Begin()
    {
        var started = Stopwatch.GetTimestamp();
        raw.sqlite3_busy_timeout(_session.Connection.Handle, 0);
        while (true)
        {
            var result = raw.sqlite3_exec(_session.Connection.Handle, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
            {
                return;
            }

            if (result != raw.SQLITE_BUSY || Stopwatch.GetElapsedTime(started) > s_lockTimeout)
            {
                SqliteException.ThrowExceptionForRC(result, _session.Connection.Handle);
            }

            Thread.Sleep(TimeSpan.FromMicroseconds(Random.Shared.Next(200, 1500)));
        }
    }

    private void RollBack()
    {
        // A failed statement may have ended the transaction already.
        if (raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0)
        {
            raw.sqlite3_exec(_session.Connection.Handle, "ROLLBACK");
        }
    }

    private bool IsCheckpointDue()
    {
        raw.sqlite3_db_status(_session.Connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0);
        return pages >= PagesPerCheckpoint;
    }

    private void Checkpoint()
    {
        if (!IsCheckpointDue())
        {
            return;
        }

        var handle = _session.Connection.Handle;
        raw.sqlite3_db_status(handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out _, out _, 1);
        var result = raw.sqlite3_wal_checkpoint_v2(handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var length, out var moved);
        if (result == raw.SQLITE_OK && length > LongWal)
        {
            raw.sqlite3_busy_timeout(handle, 1000);
            result = raw.sqlite3_wal_checkpoint_v2(handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out length, out moved);
        }

        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY) || length > LongWal)
        {
            Log.CheckpointBehind(_logger, result, length, moved);
        }
    }

    private abstract class Pending(int bytes)
    {
        public int Bytes { get; } = bytes;

        public abstract void Run(SqliteSession session);

        public abstract void Answer(StorageUnavailableException? failure);
    }

    private sealed class Pending<T>(Func<SqliteSession, T> work, int bytes, CancellationToken cancellationToken) : Pending(bytes)
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private bool _ran;

        public Task<T> Task => _answer.Task;

        public override void Run(SqliteSession session)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                _result = work(session);
                _ran = true;
            }
        }

        public override void Answer(StorageUnavailableException? failure)
        {
            if (failure is not null)
            {
                // Each caller throws its own copy: an exception object must not be thrown on several threads.
                _answer.SetException(new StorageUnavailableException(failure.Message, failure.InnerException));
            }
            else if (_ran)
            {
                _answer.SetResult(_result!);
            }
            else
            {
                _answer.SetCanceled(cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "The write-ahead log has {Pages} pages after a checkpoint (SQLite result {Result}, {Moved} moved); a reader or another process keeps it from shrinking")]
        public static partial void CheckpointBehind(ILogger logger, int result, int pages, int moved);
    }
}
