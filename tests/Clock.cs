namespace CodeMeet.Tests;

/// <summary>The system clock, moved ahead by tests. Timers and delays keep to real time: only deadlines are moved.</summary>
internal sealed class Clock : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return System.GetUtcNow() + _ahead;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _ahead += by;
        }
    }
}
