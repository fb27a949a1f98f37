using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace CodeMeet.Platform.Storage.Sqlite;

/// <remarks>Times are UTC ticks of <paramref name="clock"/>: processes that share a file share the machine's clock.</remarks>
internal sealed class SqliteQueueStore(SqliteFile file, QueueNudge nudge, TimeProvider clock) : IQueueStore
{
    private const string Columns = "id, text, receipt, dequeues, inserted, expires, visible";

    public async Task SendAsync(string queue, string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckMessage(text, delay);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        await file.WriteAsync(
            session =>
            {
                session.Execute("DELETE FROM messages WHERE expires <= $1", now.UtcTicks);
                return session.Execute(
                    "INSERT INTO messages (id, queue, text, receipt, dequeues, inserted, expires, visible) VALUES ($1, $2, $3, random(), 0, $4, $5, $6)",
                    id, queue, text, now.UtcTicks, (now + StorageLimits.MessageLife).UtcTicks, (now + delay).UtcTicks);
            },
            Encoding.UTF8.GetByteCount(text),
            cancellationToken);
        if (delay == TimeSpan.Zero)
        {
            nudge.Raise(queue);
        }
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckReceive(max, visibility);
        cancellationToken.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        // An idle poll must not cost a write transaction.
        if (!file.Read(session => session.Any("SELECT 1 FROM messages WHERE queue = $1 AND visible <= $2 AND expires > $2 LIMIT 1", queue, now.UtcTicks)))
        {
            return [];
        }

        return await file.WriteAsync(
            session =>
            {
                var received = new List<QueueMessage>();
                using var reader = session.Query(
                    $"""
                    UPDATE messages SET visible = $3, dequeues = dequeues + 1, receipt = random()
                    WHERE id IN (SELECT id FROM messages WHERE queue = $1 AND visible <= $2 AND expires > $2 ORDER BY visible, id LIMIT $4)
                    RETURNING {Columns}
                    """,
                    queue, now.UtcTicks, (now + visibility).UtcTicks, max);
                while (reader.Read())
                {
                    received.Add(Message(reader));
                }

                received.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
                return received;
            },
            bytes: 0,
            cancellationToken);
    }

    public async Task<QueueMessage> RenewAsync(string queue, QueueMessage message, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        StorageLimits.CheckRenewal(visibility);
        var until = (clock.GetUtcNow() + visibility).UtcTicks;
        var (renewed, conflict) = await file.WriteAsync<(QueueMessage?, StorageConflict)>(
            session =>
            {
                using var reader = session.Query(
                    $"UPDATE messages SET visible = $4, receipt = random() WHERE id = $1 AND queue = $2 AND receipt = $3 RETURNING {Columns}", message.Id, queue, Receipt(message), until);
                return reader.Read() ? (Message(reader), default) : (null, IsThere(session, queue, message) ? StorageConflict.Changed : StorageConflict.Missing);
            },
            bytes: 0,
            cancellationToken);
        return renewed ?? throw new StorageConflictException(conflict);
    }

    public async Task DeleteAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        StorageLimits.CheckName(queue);
        var heldByAnother = await file.WriteAsync(
            session => session.Execute("DELETE FROM messages WHERE id = $1 AND queue = $2 AND receipt = $3", message.Id, queue, Receipt(message)) == 0 && IsThere(session, queue, message),
            bytes: 0,
            cancellationToken);
        if (heldByAnother)
        {
            throw new StorageConflictException(StorageConflict.Changed);
        }
    }

    private static bool IsThere(SqliteSession session, string queue, QueueMessage message) =>
        session.Any("SELECT 1 FROM messages WHERE id = $1 AND queue = $2", message.Id, queue);

    /// <summary>The stored receipt; one that we never issued matches nothing, since no receipt is text.</summary>
    private static object Receipt(QueueMessage message) =>
        long.TryParse(message.PopReceipt, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var receipt) ? receipt : DBNull.Value;

    private static QueueMessage Message(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt64(2).ToString(CultureInfo.InvariantCulture), reader.GetInt32(3), Time(reader.GetInt64(4)), Time(reader.GetInt64(5)), Time(reader.GetInt64(6)));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
