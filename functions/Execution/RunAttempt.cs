using System.Threading.Channels;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Platform.Storage;
using CodeMeet.Rooms;

namespace CodeMeet.Execution;

/// <summary>
/// One execution of a claimed run. Around the sandbox: its output and cases go to the room as they come, what is typed goes in, what it has printed is kept for those who
/// come later, the lease is kept, and a stop on another instance is seen.
/// </summary>
internal sealed partial class RunAttempt(RunStore store, RunNews news, RunInputs inputs, ISandbox sandbox, IRealtime realtime, RunLease lease, TimeProvider time, ILogger<RunAttempt> logger)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Most runs are over before the first; the others cost a small write each.</summary>
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(1);

    /// <param name="roomId">The room.</param>
    /// <param name="claimed">The run as this instance claimed it.</param>
    /// <param name="live">Where a stop and input of this instance are heard.</param>
    /// <param name="shutdown">This instance ends; then the answer is <c>cancelled</c> although nobody stopped the run.</param>
    public async Task<RunResult> ExecuteAsync(string roomId, Run claimed, LiveRuns.LiveRun live, CancellationToken shutdown)
    {
        var source = await store.SourceAsync(roomId, claimed.Id, shutdown);
        var output = new LiveOutput(claimed.FirstSeq);
        live.Output = output;
        var typed = claimed.Terminal is null ? null : Channel.CreateUnbounded<string>();
        var typists = new Typists();

        using var ended = new CancellationTokenSource();
        Task[] beside =
        [
            WatchAsync(roomId, claimed, live, ended.Token),
            KeepOutputAsync(roomId, claimed, output, ended.Token),
            typed is null ? Task.CompletedTask : inputs.FeedAsync(roomId, claimed.Id, live, typed.Writer, typists, ended.Token),
        ];
        SandboxResult result;
        try
        {
            await using var relay = new OutputRelay(realtime, RoomGroups.Everyone(roomId), claimed.Id, output, time, logger);
            var talk = new SandboxTalk(chunk => TellAsync(relay, chunk, typists), (index, ended) => TellCaseAsync(roomId, claimed.Id, output, new RunCase(index, ended, source.Tests?[index].Id)), typed?.Reader, roomId);
            result = await sandbox.RunAsync(RunRequest.Of(claimed.Language, claimed.Entry, source), talk, live.Token);
        }
        catch (OperationCanceledException) when (live.Token.IsCancellationRequested)
        {
            result = ExecuteRun.Stopped().Sandbox;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(beside);
        }

        var told = output.Snapshot();
        if (result.Status is Verdict.InfraError)
        {
            // A stop wins over a failure of ours, which may have been one to stop.
            result = live.Token.IsCancellationRequested ? result with { Status = Verdict.Cancelled } : result;
            result = result is { Stdout: "", Stderr: "" } ? told.PutInto(result) : result;
        }

        return new RunResult(result with { Cases = null }, source.Tests is null ? null : told.Cases, claimed.Terminal is null ? null : told.Segments);
    }

    private static async ValueTask TellAsync(OutputRelay relay, OutputChunk chunk, Typists typists)
    {
        foreach (var (by, text) in chunk.Stream is OutputStream.Input ? typists.Say(chunk.Text) : [(null, chunk.Text)])
        {
            await relay.AddAsync(chunk with { Text = text }, by);
        }
    }

    private async ValueTask TellCaseAsync(string roomId, string runId, LiveOutput output, RunCase ended)
    {
        output.Add(ended);
        try
        {
            await news.TellAsync(roomId, runId, ended);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.CaseNotSent(logger, exception, ended.Index, runId);
        }
    }

    /// <summary>
    /// Looks at the run's row while it is executed: keeps the lease, and stops when the run was stopped on another instance or is no longer ours. On this instance
    /// <see cref="LiveRuns"/> knows of a stop at once.
    /// </summary>
    private async Task WatchAsync(string roomId, Run claimed, LiveRuns.LiveRun live, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(WatchInterval, time);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(ended);
                if (await store.FindAsync(roomId, claimed.Id, ended) is not { StopRequested: false } run || !run.IsStill(claimed))
                {
                    live.Stop();
                    return;
                }

                if (run.LeaseUntil - time.GetUtcNow() < lease.Time / 2)
                {
                    await store.ChangeAsync(roomId, claimed.Id, r => r.IsStill(claimed) ? r with { LeaseUntil = time.GetUtcNow() + lease.Time } : null, ended);
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // The run is over.
            }
            catch (Exception exception) when (exception is StorageUnavailableException or Refusal)
            {
                Log.WatchFailed(logger, exception, claimed.Id);
            }
        }
    }

    /// <summary>Stores what the run has printed for the other instances, and for the end of a run whose instance dies.</summary>
    private async Task KeepOutputAsync(string roomId, Run claimed, LiveOutput output, CancellationToken ended)
    {
        var kept = 0;
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(KeepInterval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var changes = output.Changes;
            if (ended.IsCancellationRequested || changes == kept)
            {
                continue;
            }

            try
            {
                await store.KeepOutputAsync(roomId, claimed, output.Snapshot(), CancellationToken.None);
                kept = changes;
                output.IsKept = true;
            }
            catch (StorageUnavailableException exception)
            {
                Log.NotKept(logger, exception, claimed.Id);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Run {RunId} could not be watched for a moment; it is looked at again")]
        public static partial void WatchFailed(ILogger logger, Exception exception, string runId);

        [LoggerMessage(2, LogLevel.Warning, "Case {Index} of run {RunId} did not reach the room; it is in the result")]
        public static partial void CaseNotSent(ILogger logger, Exception exception, int index, string runId);

        [LoggerMessage(3, LogLevel.Warning, "What run {RunId} has printed could not be kept for other instances for a moment")]
        public static partial void NotKept(ILogger logger, Exception exception, string runId);
    }
}

/// <summary>
/// How long a run stands still after the instance that ran it died; the instance renews it when less than half is left. Shorter than the minute for which a queue hides
/// a message, so that the message of a dead instance finds the run free when it comes back. Setting <c>Execution:Lease</c>.
/// </summary>
internal sealed record RunLease(TimeSpan Time)
{
    public static RunLease From(IConfiguration configuration) => new(configuration.GetValue("Execution:Lease", TimeSpan.FromSeconds(20)));
}
