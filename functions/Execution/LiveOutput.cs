using System.Text;

namespace CodeMeet.Execution;

/// <summary>
/// What one attempt at a run has told so far, numbered as its events are: what somebody is shown who comes while it runs. Bounded; the sandbox bounds it too, and the
/// result is kept by the sandbox, not by this.
/// </summary>
/// <param name="firstSeq">Number before the first.</param>
internal sealed class LiveOutput(int firstSeq)
{
    /// <summary>UTF-16 units over all streams. What comes after is in the result.</summary>
    private const int MostCharacters = 1 << 20;

    private readonly Lock _gate = new();
    private readonly List<(string Stream, string? By, StringBuilder Text)> _segments = [];
    private readonly SortedList<int, RunCase> _cases = [];
    private int _seq = firstSeq;
    private int _length;
    private int _changes;
    private bool _isCut;

    /// <summary>Counts what was added; says whether there is anything new to keep.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Some of it is in storage, for the time that the run lasts.</summary>
    public bool IsKept { get; set; }

    /// <summary>Adds text and answers the number of its event.</summary>
    public int Add(string stream, string text, string? by = null)
    {
        lock (_gate)
        {
            _changes++;
            if (_isCut || _length + text.Length > MostCharacters)
            {
                _isCut = true;
                return ++_seq;
            }

            _length += text.Length;
            if (_segments is [.., var last] && string.Equals(last.Stream, stream, StringComparison.Ordinal) && string.Equals(last.By, by, StringComparison.Ordinal))
            {
                last.Text.Append(text);
            }
            else
            {
                _segments.Add((stream, by, new StringBuilder(text)));
            }

            return ++_seq;
        }
    }

    public void Add(RunCase ended)
    {
        lock (_gate)
        {
            _changes++;
            _cases[ended.Index] = ended;
        }
    }

    public RunOutput Snapshot()
    {
        lock (_gate)
        {
            return new RunOutput(_seq, [.. _segments.Select(s => new OutputSegment(s.Stream, s.Text.ToString(), s.By))], [.. _cases.Values], _isCut);
        }
    }
}
