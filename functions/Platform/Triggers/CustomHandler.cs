using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace CodeMeet.Platform.Triggers;

/// <summary>What a handler may know of the call it serves.</summary>
/// <param name="FunctionName">The function that was called.</param>
/// <param name="InvocationId">New for every delivery; for logs only.</param>
/// <param name="MessageId">The queue message's id, the same for each of its deliveries; empty for a timer.</param>
/// <param name="DequeueCount">How often the message was received, this time included; 1 for a timer.</param>
internal sealed record TriggerContext(string FunctionName, string InvocationId, string MessageId, int DequeueCount);

/// <summary>Endpoint metadata: this route serves a queue.</summary>
/// <param name="FunctionName">The function.</param>
/// <param name="QueueName">Its queue.</param>
/// <param name="AtOnce">Messages in work at once where <see cref="LocalTriggers"/> serves the queue; the Functions host has one <c>batchSize</c> for all, and further instances.</param>
internal sealed record QueueTrigger(string FunctionName, string QueueName, int AtOnce = QueueTrigger.UsualAtOnce)
{
    /// <summary><c>batchSize</c> in host.json.</summary>
    public const int UsualAtOnce = 8;
}

/// <summary>Endpoint metadata: this route serves a timer.</summary>
internal sealed record TimerTrigger(string FunctionName, string Schedule);

/// <summary>
/// The app as a custom handler of Azure Functions: a queue message or a timer tick arrives as <c>POST /{FunctionName}</c>.
/// Delivery is at least once (rule S2); any answer but 2xx brings a message back later, and after five failures it moves to <c>{queue}-poison</c>.
/// </summary>
internal static class CustomHandler
{
    /// <summary>Failed deliveries after which a message is poison; <c>maxDequeueCount</c> in host.json.</summary>
    public const int MaxDequeueCount = 5;

    public const string PoisonSuffix = "-poison";

    /// <summary>Present when the Functions host started this process; the port to listen on at 127.0.0.1.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The largest envelope: a 48 KiB message, escaped twice, and its properties once more in the metadata.</summary>
    private const long EnvelopeBytes = 1024 * 1024;

    private static readonly string[] s_hostsOwn = ["api", "admin", "runtime"];

    /// <summary>The host waits until its time-out for an answer with an empty body, so success always has this one.</summary>
    private static readonly byte[] s_success = """{"Outputs":{},"Logs":[],"ReturnValue":null}"""u8.ToArray();

    /// <summary>Serves the messages of a queue. Map <c>{queue}-poison</c> as well, so that a message which never works has a visible end.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="functionName">Names the route and the folder of <c>function.json</c>.</param>
    /// <param name="queueName">As in <c>function.json</c>.</param>
    /// <param name="messageType">How the message is read; one that cannot be is a failed delivery.</param>
    /// <param name="handler">Completes when the message is dealt with; throws to have it delivered again. Cancelled when the host gives up.</param>
    /// <param name="atOnce">See <see cref="QueueTrigger"/>.</param>
    /// <exception cref="ArgumentException">The name cannot be routed safely.</exception>
    public static void MapQueue<TMessage>(
        this IEndpointRouteBuilder endpoints,
        string functionName,
        string queueName,
        JsonTypeInfo<TMessage> messageType,
        Func<IServiceProvider, TMessage, TriggerContext, CancellationToken, Task> handler,
        int atOnce = QueueTrigger.UsualAtOnce)
        where TMessage : notnull =>
        Map(endpoints, functionName, new QueueTrigger(functionName, queueName, atOnce), (services, envelope, context, cancellationToken) =>
            handler(services, envelope.Message(messageType), context, cancellationToken));

    /// <summary>Serves a timer: at most one call at a time in a process, possibly at the same moment on another instance.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="functionName">Names the route and the folder of <c>function.json</c>.</param>
    /// <param name="schedule">NCRONTAB with six fields, UTC, as in <c>function.json</c>.</param>
    /// <param name="handler">The work. A throw is logged; the next tick comes all the same.</param>
    /// <exception cref="ArgumentException">The name cannot be routed safely.</exception>
    /// <exception cref="FormatException">The schedule has no meaning.</exception>
    public static void MapTimer(this IEndpointRouteBuilder endpoints, string functionName, string schedule, Func<IServiceProvider, TriggerContext, CancellationToken, Task> handler)
    {
        CronSchedule.Parse(schedule);
        Map(endpoints, functionName, new TimerTrigger(functionName, schedule), (services, _, context, cancellationToken) => handler(services, context, cancellationToken));
    }

    private static void Map(
        IEndpointRouteBuilder endpoints, string functionName, object trigger, Func<IServiceProvider, TriggerEnvelope, TriggerContext, CancellationToken, Task> handler)
    {
        CheckName(functionName);
        endpoints.MapPost("/" + functionName, Serve).WithMetadata(trigger, new EnvelopeLimit()).ExcludeFromDescription();

        async Task Serve(HttpContext http)
        {
            if (!http.RequestServices.GetRequiredService<TriggerDoor>().Admits(http.Request))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            using var envelope = await TriggerEnvelope.ReadAsync(http.Request.Body, http.RequestAborted);
            var context = new TriggerContext(functionName, http.Request.Headers["X-Azure-Functions-InvocationId"].ToString(), envelope.MessageId, envelope.DequeueCount);
            await handler(http.RequestServices, envelope, context, http.RequestAborted);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = s_success.Length;
            await http.Response.Body.WriteAsync(s_success, http.RequestAborted);
        }
    }

    /// <remarks>
    /// Behind the Functions host anyone may call <c>api/…</c> with any method, so a trigger there would be public; <c>admin</c> and <c>runtime</c> belong to the host,
    /// and it takes no function called <c>host</c>.
    /// </remarks>
    private static void CheckName(string functionName)
    {
        if (functionName is not { Length: >= 1 and <= 128 } || !char.IsAsciiLetter(functionName[0])
            || !functionName.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            || s_hostsOwn.Any(taken => functionName.StartsWith(taken, StringComparison.OrdinalIgnoreCase))
            || string.Equals(functionName, "host", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{functionName}' cannot name a function: it is a letter and up to 127 letters, digits, - and _, and begins with none of api, admin, runtime.", nameof(functionName));
        }
    }

    private sealed class EnvelopeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => EnvelopeBytes;
    }
}
