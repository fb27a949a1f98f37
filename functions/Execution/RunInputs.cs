using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>
/// What people type into running programs: rows <c>input-{run}-{n}</c> of table <c>Runs</c>, n = 1, 2, 3 … without gaps, beside a row <c>typed-{run}</c> that counts
/// them. Durable before it is acknowledged, so everybody's typing has one order, and an attempt that begins anew is given the same again.
/// </summary>
internal sealed partial class RunInputs(ITableStore tables, RunStore runs, TimeProvider time, ILogger<RunInputs> logger)
{
    /// <summary>UTF-8 bytes typed into one run. Programs that want more read a file's worth from stdin.</summary>
    public const int MostBytes = 64 * 1024;

    private const string Table = "Runs";

    /// <summary>How late input is read that was typed at another instance.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <exception cref="Refusal">TOO_LARGE, INPUT_ENDED, ROOM_BUSY.</exception>
    public async Task AddAsync(string roomId, string runId, string participantId, string text, bool isEnd, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var attempt = 1; ; attempt++)
        {
            var head = await tables.GetAsync(Table, roomId, HeadKey(runId), cancellationToken);
            if (head?.GetBoolean("ended") is true)
            {
                throw new Refusal(StatusCodes.Status409Conflict, "INPUT_ENDED", "The input of this run was ended already.");
            }

            var total = (head?.GetInt32("bytes") ?? 0) + bytes.Length;
            if (total > MostBytes)
            {
                throw new Refusal(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"At most {MostBytes / 1024} KiB can be typed into one run.");
            }

            var n = (head?.GetInt32("count") ?? 0) + 1;
            var after = new TableRow(HeadKey(runId)) { ["count"] = n, ["bytes"] = total, ["ended"] = isEnd };
            var input = new TableRow(Key(runId, n)) { ["text"] = bytes, ["end"] = isEnd, ["by"] = participantId, ["at"] = time.GetUtcNow() };
            try
            {
                await tables.SubmitAsync(Table, roomId,
                    [head is null ? new TableWrite.Insert(after) : new TableWrite.Replace(after, head.ETag), new TableWrite.Insert(input)], cancellationToken);
                return;
            }
            catch (StorageConflictException)
            {
                await runs.BackOffAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Gives a running program everything that was and is typed, in order, until the input ends or <paramref name="ended"/> says that the run did.</summary>
    public async Task FeedAsync(string roomId, string runId, LiveRuns.LiveRun live, ChannelWriter<string> program, Typists typists, CancellationToken ended)
    {
        var next = 1;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await foreach (var row in tables.QueryAsync(Table, roomId, from: Key(runId, next), to: KeyPrefix(runId) + "~", ended))
                {
                    if (!string.Equals(row.RowKey, Key(runId, next), StringComparison.Ordinal))
                    {
                        // The scan was past the row between when it was written.
                        break;
                    }

                    next++;
                    if (row.GetBytes("text") is { Length: > 0 } bytes)
                    {
                        var text = Encoding.UTF8.GetString(bytes);
                        typists.Give(row.GetString("by") ?? "", text);
                        program.TryWrite(text);
                    }

                    if (row.GetBoolean("end"))
                    {
                        program.TryComplete();
                        return;
                    }
                }

                await live.WaitForInputAsync(Patience, ended);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // The run is over.
            }
            catch (StorageUnavailableException exception)
            {
                Log.NotRead(logger, exception, runId);
                await Task.Delay(Patience, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static string HeadKey(string runId) => "typed-" + runId;

    private static string KeyPrefix(string runId) => $"input-{runId}-";

    /// <summary>Five digits: every row has a byte or is the last.</summary>
    private static string Key(string runId, int n) => KeyPrefix(runId) + n.ToString("D5", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What was typed into run {RunId} could not be read for a moment; it is read again")]
        public static partial void NotRead(ILogger logger, Exception exception, string runId);
    }
}
