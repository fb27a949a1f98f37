using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform;

/// <summary>One part of the machine.</summary>
/// <param name="Detail">Why it is not ready, or what it does less well than it could; for operators.</param>
internal sealed record HealthPart(string Name, bool Ready, IReadOnlyList<string> Detail);

internal sealed record Health(string Status, IReadOnlyList<HealthPart> Parts);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary><c>/api/health</c>: the process answers. <c>/api/ready</c>: every part a room needs answers, 503 while one that people cannot do without does not.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/health", () => TypedResults.Ok(new Health("ok", []))).WithName("health").WithSummary("The process answers.");
        app.MapGet("/api/ready", ReadyAsync).WithName("ready").WithSummary("Every part that a room needs answers.")
            .Produces<Health>(StatusCodes.Status200OK).Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(ITableStore tables, IQueueStore queues, IBlobStore blobs, ISandbox sandbox, CancellationToken cancellationToken)
    {
        var storage = await ProbeAsync("storage", async () =>
        {
            await tables.GetAsync("Rooms", "ready", "ready", cancellationToken);
            await blobs.GetAsync("runs", "ready", cancellationToken);
        });
        var queue = await ProbeAsync("queue", () => queues.ReceiveAsync("ready", 1, TimeSpan.FromSeconds(1), cancellationToken));
        var status = await sandbox.GetStatusAsync(cancellationToken);
        var parts = new[]
        {
            storage,
            queue,
            new HealthPart("realtime", Ready: true, []),
            new HealthPart("sandbox", status.Available,
            [
                "adapter " + status.Adapter,
                .. status.Mode is null ? [] : new[] { "mode " + status.Mode },
                .. status.Pool is { } pool ? new[] { $"ready {pool.Ready}", $"warm {string.Join(' ', pool.Warm)}".TrimEnd() } : [],
                .. status.Reasons,
                .. status.Weaknesses,
            ]),
        };

        // Without a sandbox people still meet, write and talk: that is said, not refused.
        var ready = storage.Ready && queue.Ready;
        return TypedResults.Json(new Health(ready ? "ready" : "not ready", parts), HealthJson.Default.Health, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<HealthPart> ProbeAsync(string name, Func<Task> probe)
    {
        try
        {
            await probe();
            return new HealthPart(name, Ready: true, []);
        }
        catch (StorageUnavailableException exception)
        {
            return new HealthPart(name, Ready: false, [exception.Message]);
        }
    }
}
