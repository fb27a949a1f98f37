using System.Text.Json;
using CodeMeet.Execution.Sandbox;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeMeet.Execution.Hosted;

/// <summary>One run over HTTP: started and watched by one call, typed into and cancelled by others.</summary>
internal static partial class HostedRunEndpoints
{
    private const int MaxIdCharacters = 64;

    /// <summary>
    /// Answers the run's lines until it is over. The caller that hangs up cancels it. Refusals come before the first line, with a status of their own.
    /// </summary>
    public static async Task<IResult> Start(HttpContext http, HostedRuns runs, ISandbox sandbox, TimeProvider time, ILogger<HostedRuns> logger)
    {
        // Not before the key has been shown: until then the server's general, smaller limit holds.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = HostWire.MaxRunBytes;
        HostRun? run;
        try
        {
            run = await JsonSerializer.DeserializeAsync(http.Request.Body, HostWire.Json.HostRun, http.RequestAborted);
        }
        catch (JsonException e)
        {
            return Refuse(e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.StatusCode(e.StatusCode);
        }

        if (run is null || run.Id.Length is 0 or > MaxIdCharacters || run.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            return Refuse("A run needs an id of 1 to 64 letters, digits, hyphens or underscores.");
        if (runs.IsFull)
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        using var entry = runs.Begin(run.Id, run.Interactive, http.RequestAborted);
        if (entry is null)
            return TypedResults.Conflict();

        var status = await sandbox.GetStatusAsync(http.RequestAborted);
        var said = new TaskCompletionSource<RunStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = sandbox.RunAsync(run.Request, new SandboxTalk(
            async chunk => await (await said.Task).WriteAsync(new HostLine(Output: new HostOutput(chunk.Stream, chunk.Text))),
            async (index, result) => await (await said.Task).WriteAsync(new HostLine(Case: new HostCase(index, result))),
            entry.Typed), entry.Stop);
        // What is wrong with a request is found before anything is waited for.
        if (running.Exception?.InnerException is ArgumentException refused)
            return Refuse(refused.Message);
        try
        {
            await using var stream = await RunStream.StartAsync(http.Response, new HostLine(Begun: new HostBegun(status)), time);
            said.SetResult(stream);
            await stream.WriteAsync(new HostLine(Ended: await EndAsync(running, entry, logger, run.Id)));
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody is there any more.
        }
        finally
        {
            said.TrySetCanceled(CancellationToken.None);
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Empty;
    }

    public static Results<NoContent, NotFound, Conflict> Type(string id, HostInput input, HostedRuns runs)
        => runs.Find(id) is not { } entry ? TypedResults.NotFound()
            : entry.Type(input) ? TypedResults.NoContent()
            : TypedResults.Conflict();

    /// <summary>The run's own stream tells how it ended.</summary>
    public static Results<NoContent, NotFound> Cancel(string id, HostedRuns runs)
    {
        if (runs.Find(id) is not { } entry)
            return TypedResults.NotFound();
        entry.Cancel();
        return TypedResults.NoContent();
    }

    private static async Task<HostEnd> EndAsync(Task<SandboxResult> running, HostedRuns.Entry entry, ILogger logger, string id)
    {
        try
        {
            var result = await running;
            return new HostEnd(result, result.Fault);
        }
        catch (OperationCanceledException) when (entry.Stop.IsCancellationRequested)
        {
            return new HostEnd(null);
        }
#pragma warning disable CA1031 // Whatever it was, the caller must not wait for an end that never comes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e, id);
            return new HostEnd(SandboxRun.Failed(""), $"The sandbox host failed: {e.Message}");
        }
    }

    private static JsonHttpResult<HostRefusal> Refuse(string why)
        => TypedResults.Json(new HostRefusal(why), HostWire.Json.HostRefusal, statusCode: StatusCodes.Status400BadRequest);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Run {Id} failed for our own reasons")]
        public static partial void Failed(ILogger logger, Exception exception, string id);
    }
}
