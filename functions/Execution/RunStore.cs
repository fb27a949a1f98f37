using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>
/// Runs and their queue in storage: table <c>Runs</c>, with rows <c>run-{id}</c>, <c>source-{id}</c> and <c>result-{id}</c>, and <c>untold-{id}</c> from its end until what follows an end has been done. A source or a result that is too large for a row is a blob
/// <c>runs/{room}/{run}/source.json</c> or <c>result-….json</c>, one per finisher; what a running run has printed is <c>output-{attempt}.json</c>.
/// </summary>
internal sealed class RunStore(ITableStore tables, IBlobStore blobs, TimeProvider time)
{
    private const string Table = "Runs";
    private const string QueueKey = "queue";
    private const string UntoldPrefix = "untold-";
    private const string ActiveTable = "ActiveRuns";
    private const string ActivePartition = "active";
    private const string Container = "runs";
    private const int Tries = 20;

    /// <summary>Ids of later runs sort first, so that the newest fifty are one short range query.</summary>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue / 10_000 - time.GetUtcNow().ToUnixTimeMilliseconds():D15}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    public async Task<Run?> FindAsync(string roomId, string runId, CancellationToken cancellationToken) =>
        IsId(runId) && await tables.GetAsync(Table, roomId, RunRows.Prefix + runId, cancellationToken) is { } row ? RunRows.ToRun(row) : null;

    public async Task<IReadOnlyList<Run>> NewestAsync(string roomId, int most, CancellationToken cancellationToken)
    {
        List<Run> runs = [];
        await foreach (var row in tables.QueryAsync(Table, roomId, from: RunRows.Prefix, to: RunRows.Prefix + "~", cancellationToken))
        {
            runs.Add(RunRows.ToRun(row));
            if (runs.Count == most)
            {
                break;
            }
        }

        return runs;
    }

    public async Task<RunQueue> QueueAsync(string roomId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, roomId, QueueKey, cancellationToken) is { } row
            ? new RunQueue(row.RequireString("runs") is { Length: > 0 } ids ? ids.Split(',') : [], row.ETag)
            : new RunQueue([], "");

    public async Task<RunSource> SourceAsync(string roomId, string runId, CancellationToken cancellationToken)
    {
        var json = (await tables.GetAsync(Table, roomId, SourceKey(runId), cancellationToken))?.GetBytes("json")
            ?? (await blobs.GetAsync(Container, SourceName(roomId, runId), cancellationToken))?.Content
            ?? throw new InvalidDataException($"Run {runId} has no source.");
        return JsonSerializer.Deserialize(json.Span, ExecutionJson.Default.RunSource) ?? throw new InvalidDataException($"The source of run {runId} is null.");
    }

    /// <summary>The verdict that stands; null while the run is not over.</summary>
    public async Task<RunResult?> ResultAsync(string roomId, Run run, CancellationToken cancellationToken)
    {
        if (!run.IsOver)
        {
            return null;
        }

        var json = run.ResultName is { } name
            ? (await blobs.GetAsync(Container, $"{roomId}/{run.Id}/{name}", cancellationToken))?.Content
            : (await tables.GetAsync(Table, roomId, ResultKey(run.Id), cancellationToken))?.GetBytes("json");
        return JsonSerializer.Deserialize((json ?? throw new InvalidDataException($"Run {run.Id} is over and has no result.")).Span, ExecutionJson.Default.RunResult);
    }

    /// <summary>What the claim under way, or the last one, had printed when its instance last kept it; null when it kept nothing.</summary>
    public async Task<RunOutput?> OutputAsync(string roomId, Run run, CancellationToken cancellationToken) =>
        await blobs.GetAsync(Container, OutputName(roomId, run), cancellationToken) is { } blob
            ? JsonSerializer.Deserialize(blob.Content.Span, ExecutionJson.Default.RunOutput)
            : null;

    /// <summary>Keeps what the run has printed so far. One writer: whoever claimed it.</summary>
    public Task KeepOutputAsync(string roomId, Run run, RunOutput output, CancellationToken cancellationToken) =>
        blobs.PutAsync(Container, OutputName(roomId, run), ToJson(output, ExecutionJson.Default.RunOutput), BlobCondition.Always, cancellationToken);

    public Task DropOutputAsync(string roomId, Run run, CancellationToken cancellationToken) => blobs.DeleteAsync(Container, OutputName(roomId, run), cancellationToken);

    /// <summary>Whether this participant has started a run with this key already.</summary>
    public async Task<bool> IsKnownAsync(string roomId, string participantId, string idempotencyKey, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, roomId, KeyRow(participantId, idempotencyKey), cancellationToken) is not null;

    /// <summary>
    /// Puts a run into the room's queue. The same participant and key answers the run that exists.
    /// </summary>
    /// <returns>The run, the queue after it, and whether it is new.</returns>
    /// <exception cref="Refusal">RUN_QUEUE_FULL, ROOM_BUSY.</exception>
    public async Task<(Run Run, RunQueue Queue, bool IsNew)> AddAsync(string roomId, Run run, RunSource source, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var keyRow = idempotencyKey is null ? null : KeyRow(run.RequestedBy, idempotencyKey);
        var json = JsonSerializer.SerializeToUtf8Bytes(source, ExecutionJson.Default.RunSource);
        var stored = json.Length <= StorageLimits.BinaryBytes;
        for (var attempt = 1; ; attempt++)
        {
            if (keyRow is not null && await tables.GetAsync(Table, roomId, keyRow, cancellationToken) is { } earlier)
            {
                var known = await FindAsync(roomId, earlier.RequireString("runId"), cancellationToken) ?? throw new InvalidDataException("An idempotency key points to no run.");
                return (known, await QueueAsync(roomId, cancellationToken), false);
            }

            var queue = await QueueAsync(roomId, cancellationToken);
            if (queue.RunIds.Count > Limits.QueuedRuns)
            {
                throw new Refusal(StatusCodes.Status429TooManyRequests, "RUN_QUEUE_FULL", $"One run is going and {Limits.QueuedRuns} are waiting in this room. Stop one, or wait for the next to end.", TimeSpan.FromSeconds(2));
            }

            if (!stored)
            {
                // Before the rows: a run that is listed always has its source. A source without a run is never read.
                await blobs.PutAsync(Container, SourceName(roomId, run.Id), json, BlobCondition.Always, cancellationToken);
                stored = true;
            }

            var after = queue.With(run.Id);
            List<TableWrite> writes = [QueueWrite(after), new TableWrite.Insert(RunRows.ToRow(run))];
            if (json.Length <= StorageLimits.BinaryBytes)
            {
                writes.Add(new TableWrite.Insert(new TableRow(SourceKey(run.Id)) { ["json"] = json }));
            }

            if (keyRow is not null)
            {
                writes.Add(new TableWrite.Insert(new TableRow(keyRow) { ["runId"] = run.Id }));
            }

            try
            {
                await tables.SubmitAsync(ActiveTable, ActivePartition, [new TableWrite.Upsert(new TableRow(roomId) { ["at"] = time.GetUtcNow() })], cancellationToken);
                await tables.SubmitAsync(Table, roomId, writes, cancellationToken);
                return (run, after, true);
            }
            catch (StorageConflictException)
            {
                await BackOffAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Reads the run, lets <paramref name="change"/> decide, writes it under its ETag. A null decision changes nothing; answers the run after the change, or null.</summary>
    public async Task<Run?> ChangeAsync(string roomId, string runId, Func<Run, Run?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(roomId, runId, cancellationToken) is not { } run || change(run) is not { } changed)
            {
                return null;
            }

            try
            {
                var etags = await tables.SubmitAsync(Table, roomId, [new TableWrite.Replace(RunRows.ToRow(changed), run.ETag)], cancellationToken);
                return changed with { ETag = etags[0] };
            }
            catch (StorageConflictException)
            {
                await BackOffAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Ends a run with its verdict, takes it off the queue and notes that nobody has been told, in one transaction. Null when it was over already, since the first verdict stands, or when it was claimed
    /// anew after <paramref name="attempt"/>.
    /// </summary>
    /// <param name="roomId">The room.</param>
    /// <param name="runId">The run.</param>
    /// <param name="result">What its row and its blob will say.</param>
    /// <param name="attempt">The claim that the verdict belongs to; null ends the run whoever has it.</param>
    /// <param name="afterEnd">The room was over.</param>
    /// <param name="cancellationToken">Gives up; the run may be over all the same.</param>
    public async Task<(Run Run, RunQueue Queue)?> FinishAsync(string roomId, string runId, RunResult result, int? attempt, bool afterEnd, CancellationToken cancellationToken)
    {
        var json = ToJson(result, ExecutionJson.Default.RunResult);
        // A name of its own: two finishers may both get here, and the one that loses must not replace the text of the verdict that stands.
        var resultName = json.Length <= StorageLimits.BinaryBytes ? null : $"result-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.json";
        var stored = resultName is null;
        for (var turn = 1; ; turn++)
        {
            var run = await FindAsync(roomId, runId, cancellationToken);
            if (run is null or { IsOver: true } || (attempt is not null && run.Attempt != attempt))
            {
                return null;
            }

            if (!stored)
            {
                await blobs.PutAsync(Container, $"{roomId}/{runId}/{resultName}", json, BlobCondition.Always, cancellationToken);
                stored = true;
            }

            var queue = (await QueueAsync(roomId, cancellationToken)).Without(runId);
            var finished = run with
            {
                Status = result.Sandbox.Status,
                FinishedAt = time.GetUtcNow(),
                LeaseUntil = null,
                AfterEnd = afterEnd,
                CasesPassed = run.CasesTotal == 0 ? null : result.Cases?.Count(c => c.Case.Status is Verdict.Ok) ?? 0,
                ResultName = resultName,
            };
            List<TableWrite> writes =
            [
                QueueWrite(queue),
                new TableWrite.Replace(RunRows.ToRow(finished), run.ETag),
                new TableWrite.Insert(new TableRow(UntoldPrefix + runId) { ["at"] = time.GetUtcNow() }),
            ];
            if (resultName is null)
            {
                writes.Add(new TableWrite.Insert(new TableRow(ResultKey(runId)) { ["json"] = json }));
            }

            try
            {
                await tables.SubmitAsync(Table, roomId, writes, cancellationToken);
                return (finished, queue);
            }
            catch (StorageConflictException)
            {
                await BackOffAsync(turn, cancellationToken);
            }
        }
    }

    /// <summary>Whether what follows the end of a run has still to be done, by <see cref="RunNews.FinishedAsync"/>.</summary>
    public async Task<bool> IsUntoldAsync(string roomId, string runId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, roomId, UntoldPrefix + runId, cancellationToken) is not null;

    /// <summary>Everything that follows the end of the run has been done.</summary>
    public async Task ToldAsync(string roomId, string runId, CancellationToken cancellationToken)
    {
        try
        {
            await tables.SubmitAsync(Table, roomId, [new TableWrite.Delete(UntoldPrefix + runId, "*")], cancellationToken);
        }
        catch (StorageConflictException)
        {
            // Another instance did it at the same time and was first.
        }
    }

    /// <summary>Runs of whose end somebody has still not been told, and when they ended.</summary>
    public async Task<IReadOnlyList<(string RunId, DateTimeOffset Since)>> UntoldAsync(string roomId, CancellationToken cancellationToken)
    {
        List<(string, DateTimeOffset)> runs = [];
        await foreach (var row in tables.QueryAsync(Table, roomId, from: UntoldPrefix, to: UntoldPrefix + "~", cancellationToken))
        {
            runs.Add((row.RowKey[UntoldPrefix.Length..], row.RequireTime("at")));
        }

        return runs;
    }

    /// <summary>Rooms whose queue may not be empty, for the timer that finds runs whose message or instance was lost.</summary>
    public async IAsyncEnumerable<string> ActiveRoomsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in tables.QueryAsync(ActiveTable, ActivePartition, cancellationToken: cancellationToken))
        {
            yield return row.RowKey;
        }
    }

    /// <summary>Takes a room off the list if nothing joined its queue since <paramref name="seen"/>.</summary>
    public async Task ForgetActiveAsync(string roomId, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(ActiveTable, ActivePartition, roomId, cancellationToken) is not { } row || row.RequireTime("at") >= seen)
        {
            return;
        }

        try
        {
            await tables.SubmitAsync(ActiveTable, ActivePartition, [new TableWrite.Delete(roomId, row.ETag)], cancellationToken);
        }
        catch (StorageConflictException)
        {
            // A run came in between; the room stays listed.
        }
    }

    /// <summary>Waits a little, and longer each time, before what met somebody else's change is tried again.</summary>
    /// <exception cref="Refusal">ROOM_BUSY: that was the last try.</exception>
    public Task BackOffAsync(int attempt, CancellationToken cancellationToken) => attempt < Tries
        ? Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 << Math.Min(attempt, 5))), time, cancellationToken)
        : throw new Refusal(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY", "Too many changes hit this room at the same moment. Nothing was changed; try again.", TimeSpan.FromSeconds(1));

    /// <summary>In memory that is the caller's: what the serializer borrows from the shared pool for megabytes of output stays there, once for every thread.</summary>
    private static byte[] ToJson<T>(T value, JsonTypeInfo<T> type)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return json.WrittenSpan.ToArray();
    }

    private static TableWrite QueueWrite(RunQueue queue)
    {
        var row = new TableRow(QueueKey) { ["runs"] = string.Join(',', queue.RunIds) };
        return queue.ETag.Length == 0 ? new TableWrite.Insert(row) : new TableWrite.Replace(row, queue.ETag);
    }

    private static bool IsId(string runId) => runId.Length is > 0 and <= 64 && runId.All(char.IsAsciiLetterOrDigit);

    private static string KeyRow(string participantId, string idempotencyKey) => "key-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(participantId + "\n" + idempotencyKey)));

    private static string SourceKey(string runId) => "source-" + runId;

    private static string ResultKey(string runId) => "result-" + runId;

    private static string OutputName(string roomId, Run run) => $"{roomId}/{run.Id}/output-{run.Attempt}.json";

    private static string SourceName(string roomId, string runId) => $"{roomId}/{runId}/source.json";
}
