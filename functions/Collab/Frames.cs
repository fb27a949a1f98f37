namespace CodeMeet.Collab;

/// <summary>
/// Goes through a batch: frames of <c>varint ms since the previous frame · varint length · one update</c>, unmerged, so that a replay keeps the time of every keystroke.
/// </summary>
internal ref struct FrameReader(ReadOnlySpan<byte> batch)
{
    private YReader _reader = new(batch);

    /// <summary>True once the batch turned out not to be frames from end to end.</summary>
    public readonly bool Failed => _reader.Failed;

    /// <summary>Where the next frame begins.</summary>
    public readonly int Position => _reader.Position;

    public bool Next(out int elapsedMs, out ReadOnlySpan<byte> update)
    {
        elapsedMs = 0;
        update = default;
        if (_reader.Failed || _reader.Remaining == 0)
        {
            return false;
        }

        elapsedMs = _reader.UInt();
        update = _reader.Bytes(_reader.UInt());
        return !_reader.Failed;
    }
}
