using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>
/// How many runs this instance executes at a time, first come first served. A room has one run in this line at most, the others wait in the room's own queue, so a
/// room that floods is never more than one place before another.
/// </summary>
internal sealed class RunPlaces(SandboxOptions options)
{
    private readonly Line _ordinary = new(options.Places);
    private readonly Line _interactive = new(options.InteractivePlaces);

    /// <summary>Joins the line; disposing gives the place back, or leaves the line.</summary>
    public Ticket Join(bool isInteractive) => (isInteractive ? _interactive : _ordinary).Join();

    internal sealed class Ticket(Line line) : IDisposable
    {
        /// <summary>How many are before it, null when it has its place, and what completes when that changes.</summary>
        public (int? Ahead, Task Moved) Look() => line.Look(this);

        public void Dispose() => line.Leave(this);
    }

    internal sealed class Line(int places)
    {
        private readonly Lock _gate = new();

        /// <summary>In order of arrival; the first <c>places</c> of them have one. Short: the trigger's batch bounds it.</summary>
        private readonly List<Ticket> _tickets = [];

        private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Ticket Join()
        {
            var ticket = new Ticket(this);
            lock (_gate)
            {
                _tickets.Add(ticket);
            }

            return ticket;
        }

        public (int? Ahead, Task Moved) Look(Ticket ticket)
        {
            lock (_gate)
            {
                var index = _tickets.IndexOf(ticket);
                return (index < places ? null : index - places, _moved.Task);
            }
        }

        public void Leave(Ticket ticket)
        {
            lock (_gate)
            {
                _tickets.Remove(ticket);
                _moved.SetResult();
                _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
