using System.Net;
using CodeMeet.Platform.Http;

namespace CodeMeet.Execution;

/// <summary>
/// How many runs a participant and an address may start within any minute, counted in memory of this instance.
/// Settings: <c>RateLimits:RunsPerMinute</c>, <c>RateLimits:AddressRunsPerMinute</c>; loopback as in <see cref="RateLimits"/>.
/// </summary>
internal sealed class RunBudgets(IConfiguration configuration, TimeProvider time)
{
    /// <summary>Somebody who runs after every small change, all day.</summary>
    private const int PerParticipant = 30;

    /// <summary>An office or a classroom behind one address.</summary>
    private const int PerAddress = 120;

    /// <summary>Callers remembered before those who have been still for a minute are forgotten.</summary>
    private const int MostCallers = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly int _perParticipant = configuration.GetValue("RateLimits:RunsPerMinute", PerParticipant);
    private readonly int _perAddress = configuration.GetValue("RateLimits:AddressRunsPerMinute", PerAddress);
    private readonly bool _limitLoopback = configuration.GetValue("RateLimits:Loopback", defaultValue: false);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _starts = new(StringComparer.Ordinal);

    /// <summary>Takes one run from both budgets, or from neither.</summary>
    /// <exception cref="Refusal">RATE_LIMITED.</exception>
    public void Take(string participantId, IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var own = StartsOf("participant " + participantId, now);
            var shared = address is null || (!_limitLoopback && IPAddress.IsLoopback(address)) ? null : StartsOf("address " + RateLimits.NetworkOf(address), now);
            Refuse(own, _perParticipant, now, "You");
            if (shared is not null)
            {
                Refuse(shared, _perAddress, now, "The people on your network");
                shared.Enqueue(now);
            }

            own.Enqueue(now);
        }
    }

    private static void Refuse(Queue<DateTimeOffset> starts, int most, DateTimeOffset now, string who)
    {
        if (starts.Count >= most)
        {
            throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", $"{who} started {most} runs within a minute. Wait a moment and run again.", starts.Peek() + Window - now);
        }
    }

    private Queue<DateTimeOffset> StartsOf(string caller, DateTimeOffset now)
    {
        if (_starts.Count > MostCallers)
        {
            foreach (var (key, starts) in _starts)
            {
                Forget(starts, now);
                if (starts.Count == 0)
                {
                    _starts.Remove(key);
                }
            }
        }

        if (!_starts.TryGetValue(caller, out var own))
        {
            _starts[caller] = own = new();
        }

        Forget(own, now);
        return own;
    }

    private static void Forget(Queue<DateTimeOffset> starts, DateTimeOffset now)
    {
        while (starts.TryPeek(out var oldest) && oldest + Window <= now)
        {
            starts.Dequeue();
        }
    }
}
