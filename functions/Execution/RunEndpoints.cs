using System.Text;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Http;
using CodeMeet.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeMeet.Execution;

/// <summary>Starting, watching and stopping runs of a room.</summary>
internal static class RunEndpoints
{
    /// <summary>Runs in one answer; a room's history beyond them is in its timeline.</summary>
    private const int MostListed = 50;

    public static void MapRuns(this IEndpointRouteBuilder room)
    {
        var runs = room.MapGroup("/runs");
        runs.MapPost("/", Start);
        runs.MapGet("/", List);
        runs.MapGet("/{runId}", Get);
        runs.MapGet("/{runId}/source", GetSource);
        runs.MapPost("/{runId}/cancel", Cancel);
    }

    private static async Task<Accepted<RunAnswer>> Start(
        RoomMember me, StartRun body, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        Languages languages, ISandbox sandbox, RunStore store, RunNews news, TimeProvider time, CancellationToken cancellationToken)
    {
        RequireWriter(me);
        var language = languages.Find(body.Language ?? "")
            ?? throw new Refusal(StatusCodes.Status400BadRequest, "UNKNOWN_LANGUAGE", "This language is not known here. Choose one of GET /api/languages.");
        var source = new RunSource(body.Files ?? [], body.Stdin ?? "", body.Args ?? [], body.Limits);
        var request = new SandboxRequest(language.Id, source.Files, body.Entry, source.Stdin, source.Args, source.Limits);
        if (source.Files.Any(f => f is not { Path: not null, Text: not null }))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", "Every file has a path and a text.");
        }

        if (source.Args.Any(a => a is null))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", "Every argument is a text.");
        }

        if (SourceFiles.Refuse(request) is { } reason)
        {
            var tooLarge = source.Files.Sum(f => (long)Encoding.UTF8.GetByteCount(f.Text)) > SourceFiles.MaxTotalBytes || Encoding.UTF8.GetByteCount(source.Stdin) > SourceFiles.MaxStdinBytes;
            throw tooLarge
                ? new Refusal(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", reason)
                : new Refusal(StatusCodes.Status400BadRequest, "INVALID_RUN", reason);
        }

        if (idempotencyKey?.Length > 200)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "An idempotency key has at most 200 characters.");
        }

        var status = await sandbox.GetStatusAsync(cancellationToken);
        if (!status.Available)
        {
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "SANDBOX_UNAVAILABLE", "This machine cannot run code safely, so it runs none. Whoever operates it finds the reason at /api/ready.");
        }

        var entry = body.Entry ?? (source.Files.FirstOrDefault(f => string.Equals(f.Path, language.FileName, StringComparison.Ordinal)) ?? source.Files[0]).Path;
        var run = new Run(store.NewId(), Run.Queued, language.Id, entry, [.. source.Files.Select(f => f.Path)], me.ParticipantId, time.GetUtcNow(),
            null, null, null, Attempt: 0, StopRequested: false, AfterEnd: false, ResultName: null, "");
        var (stored, queue, isNew) = await store.AddAsync(me.RoomId, run, source, string.IsNullOrEmpty(idempotencyKey) ? null : idempotencyKey, cancellationToken);

        // The run is committed: from here on nobody who hangs up keeps it from its turn or the room from hearing of it. A repeated request may be the
        // answer to one that died right here, so it gives the turn again; a second delivery changes nothing.
        if (stored.Status is Run.Queued && string.Equals(queue.First, stored.Id, StringComparison.Ordinal))
        {
            await news.GiveTurnAsync(me.RoomId, stored.Id, CancellationToken.None);
        }

        var result = stored.IsOver ? await store.ResultAsync(me.RoomId, stored, cancellationToken) : null;
        var view = RunViews.Of(stored, queue.PositionOf(stored.Id), result);
        if (isNew)
        {
            await news.TellAsync(me.RoomId, view);
        }

        return TypedResults.Accepted($"/api/rooms/{me.RoomId}/runs/{stored.Id}", new RunAnswer(view));
    }

    private static async Task<Ok<RunsAnswer>> List(RoomMember me, RunStore store, CancellationToken cancellationToken)
    {
        var queue = await store.QueueAsync(me.RoomId, cancellationToken);
        var runs = await store.NewestAsync(me.RoomId, MostListed, cancellationToken);
        return TypedResults.Ok(new RunsAnswer([.. runs.Select(run => RunViews.Of(run, queue.PositionOf(run.Id), null))]));
    }

    private static async Task<Ok<RunAnswer>> Get(RoomMember me, string runId, RunStore store, CancellationToken cancellationToken)
    {
        var run = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();
        return TypedResults.Ok(new RunAnswer(RunViews.Of(run,
            (await store.QueueAsync(me.RoomId, cancellationToken)).PositionOf(runId),
            run.IsOver ? await store.ResultAsync(me.RoomId, run, cancellationToken) : null)));
    }

    private static async Task<Ok<RunSource>> GetSource(RoomMember me, string runId, RunStore store, CancellationToken cancellationToken)
    {
        _ = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();
        return TypedResults.Ok(await store.SourceAsync(me.RoomId, runId, cancellationToken));
    }

    private static async Task<Ok<RunAnswer>> Cancel(RoomMember me, string runId, RunStore store, RunStops stops, ExecuteRun executeRun, CancellationToken cancellationToken)
    {
        RequireWriter(me);
        _ = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();

        // Asked for in the row first: a claim after it starts nothing, one before it is seen here as running and stopped by whoever runs it.
        var asked = await store.ChangeAsync(me.RoomId, runId, run => run.IsOver ? null : run with { StopRequested = true }, cancellationToken);
        if (asked is { Status: Run.Queued })
        {
            await executeRun.ConcludeAsync(me.RoomId, runId, ExecuteRun.Stopped(), asked.Attempt, CancellationToken.None);
        }

        await stops.PressAsync(runId);
        return await Get(me, runId, store, cancellationToken);
    }

    private static void RequireWriter(RoomMember me)
    {
        if (!me.MayWrite("code"))
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "READ_ONLY", "Observers watch; they do not run or stop code.");
        }
    }

    private static Refusal NotFound() => new(StatusCodes.Status404NotFound, "RUN_NOT_FOUND", "There is no such run in this room.");
}
