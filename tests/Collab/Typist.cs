using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>A page that types one character per batch at the end of what it typed before.</summary>
internal sealed class Typist(int client)
{
    private int _clock;

    public int Client => client;

    /// <summary>Number of the batch that <see cref="Type"/> made last.</summary>
    public int Batch { get; private set; }

    public byte[] Type()
    {
        Batch++;
        var update = new Update(client, _clock);
        var text = ((char)('a' + (_clock % 26))).ToString();
        _ = _clock == 0 ? update.TextIn("file:main", text) : update.TextBetween(new YId(client, _clock - 1), new YId(-1, 0), text);
        _clock++;
        return Update.Batch(update.Bytes());
    }
}
