namespace CodeMeet.Execution;

/// <summary>Who typed what: a sandbox says typed text back when the program is given it, in order, but perhaps cut or joined, and not by whom.</summary>
internal sealed class Typists
{
    private readonly Lock _gate = new();
    private readonly Queue<(string By, int Length)> _given = [];

    /// <summary>Of the first one's, characters said back so far.</summary>
    private int _said;

    /// <param name="by">Participant.</param>
    /// <param name="text">What is about to be typed.</param>
    public void Give(string by, string text)
    {
        lock (_gate)
        {
            _given.Enqueue((by, text.Length));
        }
    }

    /// <summary>Cuts what was said back into what each has typed; null for what nobody has.</summary>
    public IReadOnlyList<(string? By, string Text)> Say(string text)
    {
        var said = new List<(string? By, string Text)>();
        lock (_gate)
        {
            while (text.Length > 0)
            {
                if (!_given.TryPeek(out var first))
                {
                    said.Add((null, text));
                    break;
                }

                var length = Math.Min(text.Length, first.Length - _said);
                said.Add((first.By, text[..length]));
                text = text[length..];
                _said += length;
                if (_said == first.Length)
                {
                    _given.Dequeue();
                    _said = 0;
                }
            }
        }

        return said;
    }
}
