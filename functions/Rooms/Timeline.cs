using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>
/// The numbered list of what happened in a room: insert-only rows in table <c>Timeline</c>, partition = room, row key = the dense seq. An insert that meets an
/// existing row means that another instance was first; the next free number is read and tried again.
/// </summary>
internal sealed class Timeline(ITableStore tables, IRealtime realtime, TimeProvider time)
{
    public const string EveryoneSees = "room";
    public const string InterviewersSee = "interviewers";

    /// <summary>Entries in one answer: a page of a table query.</summary>
    public const int PageSize = 500;

    /// <summary>Rooms whose head is remembered; forgetting one costs a query.</summary>
    private const int RememberedRooms = 10_000;

    private const string Table = "Timeline";

    /// <summary>Of rows that say which entry was made for a key; they sort after all entries.</summary>
    private const string OncePrefix = "once-";
    private readonly ConcurrentDictionary<string, long> _heads = new(StringComparer.Ordinal);

    /// <summary>Appends an entry and tells the pages that may see it.</summary>
    /// <param name="once">A second entry of the room with the same is not appended; the first is told again, which pages bear because of its number.</param>
    public async Task<TimelineEntry> AppendAsync<T>(
        Room room, string type, string? actor, string audience, T payload, JsonTypeInfo<T> payloadType, CancellationToken cancellationToken, string? once = null)
    {
        var entry = await AppendQuietlyAsync(room, type, actor, audience, payload, payloadType, cancellationToken, once);
        var group = audience is InterviewersSee ? RoomGroups.Interviewers(room.Id) : RoomGroups.Everyone(room.Id);
        await realtime.ToGroupAsync(group, "timeline", new TimelineEvent(entry));
        return entry;
    }

    /// <summary>Appends an entry that reaches pages by an event of its own, as chat messages do.</summary>
    public async Task<TimelineEntry> AppendQuietlyAsync<T>(
        Room room, string type, string? actor, string audience, T payload, JsonTypeInfo<T> payloadType, CancellationToken cancellationToken, string? once = null)
    {
        var json = JsonSerializer.Serialize(payload, payloadType);
        var head = await HeadAsync(room.Id, cancellationToken);
        while (true)
        {
            var now = time.GetUtcNow();
            var seq = head + 1;
            var row = new TableRow(Key(seq)) { ["type"] = type, ["at"] = now, ["actor"] = actor, ["audience"] = audience, ["payload"] = json };
            List<TableWrite> writes = [new TableWrite.Insert(row)];
            if (once is not null)
            {
                writes.Add(new TableWrite.Insert(new TableRow(OncePrefix + once) { ["seq"] = seq }));
            }

            try
            {
                await tables.SubmitAsync(Table, room.Id, writes, cancellationToken);
                Remember(room.Id, seq);
                return ToEntry(room, row);
            }
            catch (StorageConflictException conflict)
            {
                if (once is not null && await tables.GetAsync(Table, room.Id, OncePrefix + once, cancellationToken) is { } known)
                {
                    return ToEntry(room, await tables.GetAsync(Table, room.Id, Key(known.GetInt64("seq")), cancellationToken) ?? throw new InvalidDataException("A timeline entry that was made is not there.", conflict));
                }

                head = await ReadHeadAsync(room.Id, head, cancellationToken);
            }
        }
    }

    /// <summary>Entries after <paramref name="after"/> that this audience may see; the head covers the others, so that their absence is not taken for a gap.</summary>
    public async Task<TimelinePage> ReadAsync(Room room, long after, bool seesInterviewers, CancellationToken cancellationToken)
    {
        List<TimelineEntry> entries = [];
        var head = after;
        await foreach (var row in tables.QueryAsync(Table, room.Id, from: Key(after + 1), to: OncePrefix, cancellationToken))
        {
            var entry = ToEntry(room, row);
            head = entry.Seq;
            if (seesInterviewers || entry.Audience is EveryoneSees)
            {
                entries.Add(entry);
            }

            if (entries.Count == PageSize)
            {
                break;
            }
        }

        return new TimelinePage(entries, head);
    }

    /// <summary>The last number this instance knows; another instance may be further.</summary>
    public async ValueTask<long> HeadAsync(string roomId, CancellationToken cancellationToken) =>
        _heads.TryGetValue(roomId, out var head) ? head : await ReadHeadAsync(roomId, 0, cancellationToken);

    /// <summary>The last number in storage, read from <paramref name="from"/> on.</summary>
    public async Task<long> ReadHeadAsync(string roomId, long from, CancellationToken cancellationToken)
    {
        var head = from;
        await foreach (var row in tables.QueryAsync(Table, roomId, from: Key(from + 1), to: OncePrefix, cancellationToken))
        {
            head = Seq(row);
        }

        Remember(roomId, head);
        return head;
    }

    private void Remember(string roomId, long head)
    {
        if (_heads.Count > RememberedRooms)
        {
            _heads.Clear();
        }

        _heads.AddOrUpdate(roomId, head, (_, known) => Math.Max(known, head));
    }

    private static string Key(long seq) => seq.ToString("D10", CultureInfo.InvariantCulture);

    private static long Seq(TableRow row) => long.Parse(row.RowKey, CultureInfo.InvariantCulture);

    private static TimelineEntry ToEntry(Room room, TableRow row)
    {
        var at = row.RequireTime("at");
        return new TimelineEntry(Seq(row), at, (long)(at - room.CreatedAt).TotalMilliseconds, row.RequireString("type"), row.GetString("actor"),
            row.RequireString("audience"), JsonDocument.Parse(row.RequireString("payload")).RootElement);
    }
}
