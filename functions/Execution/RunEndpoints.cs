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
        runs.MapPost("/", Start).WithName("startRun").WithSummary("Queues a run; one Idempotency-Key is one run.")
            .Refuses(StatusCodes.Status400BadRequest, "UNKNOWN_LANGUAGE", "INVALID_RUN").Refuses(StatusCodes.Status403Forbidden, "READ_ONLY", "FORBIDDEN")
            .Refuses(StatusCodes.Status429TooManyRequests, "RUN_QUEUE_FULL").Refuses(StatusCodes.Status503ServiceUnavailable, "SANDBOX_UNAVAILABLE", "ROOM_BUSY");
        runs.MapGet("/", List).WithName("listRuns").WithSummary("Newest first, at most 50, without output.");
        var run = runs.MapGroup("/{runId}").Refuses(StatusCodes.Status404NotFound, "RUN_NOT_FOUND");
        run.MapGet("/", Get).WithName("getRun");
        run.MapGet("/source", GetSource).WithName("getRunSource").WithSummary("What the run was made of.");
        run.MapPost("/cancel", Cancel).WithName("cancelRun").WithSummary("Stops a run that is not over.")
            .Refuses(StatusCodes.Status403Forbidden, "READ_ONLY").Refuses(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY");
        run.MapPost("/input", Type).WithName("typeInput").WithSummary("Types into a run that has a terminal.")
            .Refuses(StatusCodes.Status403Forbidden, "READ_ONLY").Refuses(StatusCodes.Status409Conflict, "RUN_NOT_INTERACTIVE", "RUN_OVER", "INPUT_ENDED")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "ROOM_BUSY");
    }

    private static async Task<Accepted<RunAnswer>> Start(
        RoomMember me, StartRun body, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext http,
        Languages languages, ISandbox sandbox, RunStore store, LiveRuns liveRuns, RunBudgets budgets, RunNews news, TimeProvider time, CancellationToken cancellationToken)
    {
        RequireWriter(me);
        var language = languages.Find(body.Language ?? "")
            ?? throw new Refusal(StatusCodes.Status400BadRequest, "UNKNOWN_LANGUAGE", "This language is not known here. Choose one of GET /api/languages.");
        var source = RunRequest.Check(body, language, me.IsTrusted);
        if (idempotencyKey?.Length > 200)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "An idempotency key has at most 200 characters.");
        }

        idempotencyKey = string.IsNullOrEmpty(idempotencyKey) ? null : idempotencyKey;
        if (idempotencyKey is null || !await store.IsKnownAsync(me.RoomId, me.ParticipantId, idempotencyKey, cancellationToken))
        {
            budgets.Take(me.ParticipantId, http.Connection.RemoteIpAddress);
        }

        var status = await sandbox.GetStatusAsync(cancellationToken);
        if (!status.Available)
        {
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "SANDBOX_UNAVAILABLE", "This machine cannot run code safely, so it runs none. Whoever operates it finds the reason at /api/ready.");
        }

        string[] paths = [.. source.Files.Select(f => f.Path)];
        var run = new Run(store.NewId(), Run.Queued, language.Id, body.Entry ?? language.Entry(paths), paths, me.ParticipantId, time.GetUtcNow(),
            null, null, null, Attempt: 0, StopRequested: false, AfterEnd: false, source.Terminal, source.Tests?.Count ?? 0, CasesPassed: null, ResultName: null, "");
        var (stored, queue, isNew) = await store.AddAsync(me.RoomId, run, source, idempotencyKey, cancellationToken);

        // The run is committed: from here on nobody who hangs up keeps it from its turn or the room from hearing of it. A repeated request may be the
        // answer to one that died right here, so it gives the turn again; a second delivery changes nothing.
        if (stored.Status is Run.Queued && string.Equals(queue.First, stored.Id, StringComparison.Ordinal))
        {
            await news.GiveTurnAsync(me.RoomId, stored, CancellationToken.None);
        }

        var view = isNew ? RunViews.Of(stored, queue.PositionOf(stored.Id)) : await ViewAsync(me, stored, store, liveRuns, cancellationToken);
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
        return TypedResults.Ok(new RunsAnswer([.. runs.Select(run => RunViews.Of(run, queue.PositionOf(run.Id)))]));
    }

    private static async Task<Ok<RunAnswer>> Get(RoomMember me, string runId, RunStore store, LiveRuns liveRuns, CancellationToken cancellationToken)
    {
        var run = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();
        return TypedResults.Ok(new RunAnswer(await ViewAsync(me, run, store, liveRuns, cancellationToken)));
    }

    /// <summary>The run with all that is known of it by now. Output of a running run comes from memory if this instance runs it, else from storage, where it is a second older.</summary>
    private static async Task<RunView> ViewAsync(RoomMember me, Run run, RunStore store, LiveRuns liveRuns, CancellationToken cancellationToken)
    {
        var live = liveRuns.Find(run.Id);
        return run.Status switch
        {
            Run.Queued => RunViews.Of(run, (await store.QueueAsync(me.RoomId, cancellationToken)).PositionOf(run.Id), live?.RoomsAhead),
            Run.Running => (live?.Output?.Snapshot() ?? await store.OutputAsync(me.RoomId, run, cancellationToken)) is { } soFar && soFar.Seq >= run.FirstSeq
                ? RunViews.Of(run, soFar, me.IsTrusted)
                : RunViews.Of(run),
            _ => RunViews.Of(run, (await store.ResultAsync(me.RoomId, run, cancellationToken))!, me.IsTrusted),
        };
    }

    private static async Task<Ok<RunSource>> GetSource(RoomMember me, string runId, RunStore store, CancellationToken cancellationToken)
    {
        _ = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();
        return TypedResults.Ok(RunViews.Of(await store.SourceAsync(me.RoomId, runId, cancellationToken), me.IsTrusted));
    }

    private static async Task<NoContent> Type(RoomMember me, string runId, TypeInput body, RunStore store, RunInputs inputs, LiveRuns liveRuns, CancellationToken cancellationToken)
    {
        RequireWriter(me);
        var run = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();
        if (run.Terminal is null)
        {
            throw new Refusal(StatusCodes.Status409Conflict, "RUN_NOT_INTERACTIVE", "This run was started without a terminal, so nothing can be typed into it.");
        }

        if (run.IsOver)
        {
            throw new Refusal(StatusCodes.Status409Conflict, "RUN_OVER", "This run has ended.");
        }

        if (string.IsNullOrEmpty(body.Text) && !body.End)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "There is neither text nor an end of input.");
        }

        await inputs.AddAsync(me.RoomId, runId, me.ParticipantId, body.Text ?? "", body.End, cancellationToken);
        liveRuns.Find(runId)?.Typed();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<RunAnswer>> Cancel(RoomMember me, string runId, RunStore store, LiveRuns liveRuns, ExecuteRun executeRun, CancellationToken cancellationToken)
    {
        RequireWriter(me);
        _ = await store.FindAsync(me.RoomId, runId, cancellationToken) ?? throw NotFound();

        // Asked for in the row first: a claim after it starts nothing, one before it is seen here as running and stopped by whoever runs it.
        var asked = await store.ChangeAsync(me.RoomId, runId, run => run.IsOver ? null : run with { StopRequested = true }, cancellationToken);
        if (asked is { Status: Run.Queued })
        {
            await executeRun.ConcludeAsync(me.RoomId, runId, ExecuteRun.Stopped(), asked.Attempt, CancellationToken.None);
        }

        liveRuns.Find(runId)?.Stop();
        return await Get(me, runId, store, liveRuns, cancellationToken);
    }

    private static void RequireWriter(RoomMember me)
    {
        if (!me.MayWrite("code"))
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "READ_ONLY", "Observers watch; they do not run, stop or type into code.");
        }
    }

    private static Refusal NotFound() => new(StatusCodes.Status404NotFound, "RUN_NOT_FOUND", "There is no such run in this room.");
}
