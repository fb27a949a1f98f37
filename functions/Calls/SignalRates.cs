using CodeMeet.Platform.Http;

namespace CodeMeet.Calls;

/// <summary>
/// How fast one participant may signal. Setting up links to three others takes some ten messages each, all within a second or two; after that there is silence until a
/// network changes.
/// </summary>
internal sealed class SignalRates : IDisposable
{
    public const int Burst = 90;
    private const int PerSecond = 10;

    private readonly TokenBuckets<string> _signals = new(Burst, PerSecond, TimeSpan.FromSeconds(1));

    /// <exception cref="Refusal">RATE_LIMITED, with the time after which there is room again.</exception>
    public void Take(string participantId) => _signals.Take(participantId, 1, "This page asks for direct links faster than the room takes. It goes on by itself in a moment.");

    public void Dispose() => _signals.Dispose();
}
