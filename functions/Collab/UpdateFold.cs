using System.Runtime.InteropServices;

namespace CodeMeet.Collab;

/// <summary>
/// Folds updates of a checked log into one V1 update that equals them all. No CRDT is needed: a struct says by itself where it belongs, so the fold is every
/// client's structs in clock order and the union of all delete sets. Text typed in one go is joined exactly where Yjs would split it again (<see cref="Section"/>).
/// Linear in the bytes added, and incremental: a fold written out and added to an empty one goes on as if it had never stopped.
/// Updates that are left out (quarantined) leave a hole, which a Skip struct marks, so that nothing later of that client changes its clock.
/// </summary>
internal sealed class UpdateFold
{
    private readonly SortedDictionary<int, Section> _sections = new(Descending.Order);
    private readonly SortedDictionary<int, Deletes> _deletes = new(Descending.Order);

    /// <summary>Adds one update, or an earlier fold.</summary>
    /// <exception cref="InvalidDataException">The bytes are no update that continues this fold: damage, since the log holds only checked updates.</exception>
    public void Add(ReadOnlySpan<byte> update)
    {
        var reader = new YReader(update);
        for (var sections = reader.Count(4); sections > 0; sections--)
        {
            var count = reader.Count(2);
            var section = SectionOf(reader.UInt());
            section.SkipTo(reader.UInt());
            for (; count > 0 && !reader.Failed; count--)
            {
                section.Add(YStruct.Read(ref reader));
            }
        }

        for (var clients = reader.Count(4); clients > 0; clients--)
        {
            var deletes = DeletesOf(reader.UInt());
            for (var ranges = reader.Count(2); ranges > 0; ranges--)
            {
                deletes.Add(reader.UInt(), reader.UInt());
            }
        }

        if (!reader.Done)
        {
            throw new InvalidDataException("An update in the log is not well formed.");
        }
    }

    /// <summary>Adds every update of a batch.</summary>
    public void AddBatch(ReadOnlySpan<byte> frames)
    {
        var reader = new FrameReader(frames);
        while (reader.Next(out _, out var update))
        {
            Add(update);
        }
    }

    /// <summary>Appends the fold, one V1 update, as Yjs orders it: clients descending, delete ranges ascending.</summary>
    public void Write(YWriter writer)
    {
        writer.UInt(_sections.Count);
        foreach (var section in _sections.Values)
        {
            section.Write(writer);
        }

        writer.UInt(_deletes.Count);
        foreach (var (client, deletes) in _deletes)
        {
            deletes.Write(client, writer);
        }
    }

    private Section SectionOf(int client)
    {
        if (!_sections.TryGetValue(client, out var section))
        {
            _sections[client] = section = new Section(client);
        }

        return section;
    }

    private Deletes DeletesOf(int client)
    {
        if (!_deletes.TryGetValue(client, out var deletes))
        {
            _deletes[client] = deletes = new Deletes();
        }

        return deletes;
    }

    private sealed class Descending : IComparer<int>
    {
        public static readonly Descending Order = new();

        public int Compare(int x, int y) => y.CompareTo(x);
    }

    /// <summary>
    /// One client's structs. The last one stays open while it is text: the next text joins it when its origin is the last tick and its right origin is the same,
    /// which is how Yjs cuts one struct in two.
    /// </summary>
    private sealed class Section(int client)
    {
        private readonly YWriter _closed = new();
        private readonly YWriter _openHead = new(16);
        private readonly YWriter _openText = new(32);
        private bool _isOpen;
        private YId? _openRight;
        private int _structs;
        private int _clock;

        public void SkipTo(int clock)
        {
            if (clock < _clock)
            {
                throw new InvalidDataException($"An update in the log starts at {clock}, but {_clock} are folded already.");
            }

            if (clock == _clock)
            {
                return;
            }

            Close();
            _structs++;
            _closed.Byte((byte)YKind.Skip);
            _closed.UInt(clock - _clock);
            _clock = clock;
        }

        public void Add(scoped in YStruct added)
        {
            if (added.Kind == YKind.Skip)
            {
                SkipTo(_clock + added.Length);
                return;
            }

            if (added.Kind != YKind.String || added.IsMapEntry)
            {
                Close();
                _structs++;
                _closed.Bytes(added.Head);
                if (added.Kind == YKind.String)
                {
                    _closed.Text(added.Content);
                }
                else
                {
                    _closed.Bytes(added.Content);
                }
            }
            else if (Joins(added))
            {
                _openText.Bytes(added.Content);
            }
            else
            {
                Close();
                _isOpen = true;
                _openHead.Bytes(added.Head);
                _openText.Bytes(added.Content);
                _openRight = added.HasRightOrigin ? added.RightOrigin : null;
            }

            _clock += added.Length;
        }

        public void Write(YWriter writer)
        {
            writer.UInt(_structs + (_isOpen ? 1 : 0));
            writer.UInt(client);
            writer.UInt(0);
            writer.Bytes(_closed.Written);
            WriteOpen(writer);
        }

        private bool Joins(scoped in YStruct added) =>
            _isOpen && added.HasOrigin && added.Origin == new YId(client, _clock - 1)
            && added.HasRightOrigin == _openRight.HasValue && (_openRight is not { } right || right == added.RightOrigin);

        private void Close()
        {
            if (!_isOpen)
            {
                return;
            }

            WriteOpen(_closed);
            _structs++;
            _openHead.Clear();
            _openText.Clear();
            _isOpen = false;
        }

        private void WriteOpen(YWriter writer)
        {
            if (!_isOpen)
            {
                return;
            }

            writer.Bytes(_openHead.Written);
            writer.Text(_openText.Written);
        }
    }

    /// <summary>One client's deleted ranges, sorted and joined when they have doubled since the last time.</summary>
    private sealed class Deletes
    {
        private readonly List<(int Clock, int End)> _ranges = [];
        private int _normalAt = 64;

        public void Add(int clock, int length)
        {
            if (_ranges.Count > 0)
            {
                ref var last = ref CollectionsMarshal.AsSpan(_ranges)[^1];
                if (clock == last.End)
                {
                    last.End = clock + length;
                    return;
                }

                if (clock + length == last.Clock)
                {
                    last.Clock = clock;
                    return;
                }
            }

            _ranges.Add((clock, clock + length));
            if (_ranges.Count >= _normalAt)
            {
                Normalize();
            }
        }

        public void Write(int client, YWriter writer)
        {
            Normalize();
            writer.UInt(client);
            writer.UInt(_ranges.Count);
            foreach (var (clock, end) in _ranges)
            {
                writer.UInt(clock);
                writer.UInt(end - clock);
            }
        }

        private void Normalize()
        {
            _ranges.Sort();
            var kept = 0;
            var ranges = CollectionsMarshal.AsSpan(_ranges);
            for (var i = 1; i < ranges.Length; i++)
            {
                if (ranges[i].Clock <= ranges[kept].End)
                {
                    ranges[kept].End = Math.Max(ranges[kept].End, ranges[i].End);
                }
                else
                {
                    ranges[++kept] = ranges[i];
                }
            }

            _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
            _normalAt = Math.Max(64, _ranges.Count * 2);
        }
    }
}
