using CodeMeet.Platform.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CodeMeet.Platform.Triggers;

/// <summary>How <see cref="LocalTriggers"/> paces itself.</summary>
internal sealed record LocalTriggerTimes
{
    /// <summary>How long a failed message waits; <c>visibilityTimeout</c> in host.json.</summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>How long a message is hidden before it is renewed or, should this process die, comes back. At least two seconds.</summary>
    public required TimeSpan Visibility { get; init; }
}

/// <summary>
/// Stands in for the Functions host on one machine: takes from the same queues, keeps the same timers and posts the same envelopes to the same routes over
/// loopback, so handlers cannot tell the difference. Which triggers there are it reads from the mapped endpoints.
/// </summary>
internal sealed partial class LocalTriggers(
    EndpointDataSource endpoints,
    IServer server,
    IHostApplicationLifetime lifetime,
    IQueueStore queues,
    QueueNudge nudge,
    TriggerDoor door,
    LocalTriggerTimes times,
    TimeProvider clock,
    ILogger<LocalTriggers> logger) : BackgroundService
{
    /// <summary>How long calls under way may go on once the app stops; their messages come back at the next start.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }

        // The web server is stopped before this service, so "stopping" is the application's.
        var stopping = lifetime.ApplicationStopping;
        using var abandon = new CancellationTokenSource();
        await using var graceAfterStop = stopping.Register(() => abandon.CancelAfter(s_grace));
        using var calls = new TriggerCalls(Address(), door, clock);
        await Task.WhenAll(endpoints.Endpoints.SelectMany(endpoint => endpoint.Metadata).Select(trigger => trigger switch
        {
            QueueTrigger queue => new LocalQueue(queue, calls, queues, nudge, times, clock, logger).RunAsync(stopping, abandon.Token),
            TimerTrigger timer => RunTimerAsync(timer, calls, stopping, abandon.Token),
            _ => Task.CompletedTask,
        }));
    }

    /// <summary>Calls are made one after the other; a tick that falls into a running call is skipped, as on the host.</summary>
    private async Task RunTimerAsync(TimerTrigger trigger, TriggerCalls calls, CancellationToken stopping, CancellationToken abandon)
    {
        var schedule = CronSchedule.Parse(trigger.Schedule);
        while (schedule.Next(clock.GetUtcNow()) is { } next)
        {
            try
            {
                while (next - clock.GetUtcNow() is { Ticks: > 0 } wait)
                {
                    // A delay takes at most 49 days.
                    await Task.Delay(wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), clock, stopping);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (await calls.PostAsync(trigger.FunctionName, TriggerEnvelope.Write(trigger, clock.GetUtcNow()), abandon) is { } failure)
            {
                Log.TimerFailed(logger, trigger.FunctionName, failure);
            }
        }
    }

    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        await using var onStop = stoppingToken.Register(() => started.TrySetResult(false));
        return await started.Task;
    }

    private Uri Address()
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var parsed = BindingAddress.Parse(address);
            if (string.Equals(parsed.Scheme, Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) && !parsed.IsUnixPipe)
            {
                // Bound to every interface, it also listens on loopback.
                var host = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : parsed.Host;
                return new Uri($"http://{host}:{parsed.Port}/");
            }
        }

        throw new InvalidOperationException("Queues and timers call the app over plain HTTP, and it listens on no such address.");
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Error, "Timer {FunctionName} failed: {Failure}")]
        public static partial void TimerFailed(ILogger logger, string functionName, string failure);
    }
}
