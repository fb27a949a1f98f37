using System.Text;

namespace CodeMeet.Collab;

/// <summary>
/// What the server knows of a document without being a CRDT: how far each client has counted (its clock), how many entries it has in the log (its last batch),
/// and, where the document is typed, which root each tick is in. One writer at a time: the document's gate.
/// A batch is tried between <see cref="Begin"/> and <see cref="Commit"/> or <see cref="Rollback"/>; only its author's part can change meanwhile.
/// </summary>
internal sealed class DocumentClocks
{
    /// <summary>Roots of a typed document; 0 is "not known": the entry of the tick is skipped.</summary>
    public const int UnknownRoot = 0;

    /// <summary>A room has at most 64 files at a time; deleted ones stay in the history.</summary>
    private const int MaxRoots = 1024;

    /// <summary>Switches between files, all authors together; 16 bytes each. Nobody switches so often, a hostile page could.</summary>
    private const int MaxRuns = 1 << 16;

    private readonly Dictionary<string, int> _rootIds = new(StringComparer.Ordinal);
    private readonly List<string> _roots = [];
    private Author?[] _authors = new Author?[8];
    private int _runs;
    private Mark _mark;

    public DocumentClocks()
    {
        RootId("files"u8);
        RootId("meta"u8);
    }

    /// <summary>UTF-16 units of text plus bytes of other content ever inserted.</summary>
    public long Inserted { get; private set; }

    /// <summary>Bytes of frames in the log.</summary>
    public long LogBytes { get; private set; }

    /// <summary>Entries in the log, which is the seq of its last one.</summary>
    public int Seq { get; private set; }

    public IEnumerable<(int Client, int Clock, int Entries)> Clients =>
        _authors.Index().Where(at => at.Item is not null).Select(at => (at.Index, at.Item!.Clock, at.Item.Entries));

    /// <summary>The next clock of the client; 0 also for one who has not written.</summary>
    public int ClockOf(int client) => Find(client)?.Clock ?? 0;

    /// <summary>How many entries the client has in the log, which is the number of its last batch.</summary>
    public int EntriesOf(int client) => Find(client)?.Entries ?? 0;

    /// <summary>The seq of the client's last entry.</summary>
    public int LastSeqOf(int client) => Find(client)?.LastSeq ?? 0;

    /// <summary>The root that holds a tick below the client's clock.</summary>
    public int RootAt(YId id) => Find(id.Client)?.RootAt(id.Clock) ?? UnknownRoot;

    /// <summary>The number of a root, new if need be; <see cref="UnknownRoot"/> when the document has too many.</summary>
    public int RootId(ReadOnlySpan<byte> name)
    {
        Span<char> wide = stackalloc char[name.Length <= 256 ? name.Length : 0];
        if (!Encoding.UTF8.TryGetChars(name, wide, out var units))
        {
            return UnknownRoot;
        }

        wide = wide[..units];
        var ids = _rootIds.GetAlternateLookup<ReadOnlySpan<char>>();
        if (ids.TryGetValue(wide, out var id))
        {
            return id;
        }

        if (_roots.Count == MaxRoots)
        {
            return UnknownRoot;
        }

        _roots.Add(wide.ToString());
        return ids[wide] = _roots.Count;
    }

    /// <summary>The name of a root that is a map; empty for texts and for <see cref="UnknownRoot"/>.</summary>
    public ReadOnlySpan<byte> MapAt(int root) => root == UnknownRoot || root > _roots.Count ? default : _roots[root - 1] switch
    {
        "files" => "files"u8,
        "meta" => "meta"u8,
        "tests" => "tests"u8,
        _ => default,
    };

    public void Begin(int author)
    {
        var clocks = Find(author) ?? Add(author);
        _mark = new Mark(clocks, clocks.Clock, clocks.Runs, _roots.Count, _runs, Inserted);
    }

    /// <summary>Counts a struct of the author whose batch is being tried; false when the document has no room for another switch of files.</summary>
    public bool Advance(int length, int root, int inserted)
    {
        var author = _mark.Author!;
        if (author.Runs == 0 || author.LastRoot != root)
        {
            _runs++;
            author.AddRun(root);
        }

        author.Clock += length;
        Inserted += inserted;
        return _runs <= MaxRuns;
    }

    public void Commit(int seq, int bytes)
    {
        Seq = seq;
        LogBytes += bytes;
        _mark.Author!.Entries++;
        _mark.Author.LastSeq = seq;
    }

    public void Rollback()
    {
        var author = _mark.Author!;
        author.Clock = _mark.Clock;
        author.Runs = _mark.Runs;
        _runs = _mark.AllRuns;
        Inserted = _mark.Inserted;
        for (; _roots.Count > _mark.Roots; _roots.RemoveAt(_roots.Count - 1))
        {
            _rootIds.Remove(_roots[^1]);
        }
    }

    /// <summary>Counts an entry that is in the log already, whatever the rules are by now.</summary>
    public void Absorb(int seq, int author, ReadOnlySpan<byte> frames)
    {
        Begin(author);
        var reader = new FrameReader(frames);
        while (reader.Next(out _, out var update))
        {
            AbsorbUpdate(update);
        }

        Commit(seq, frames.Length);
    }

    /// <summary>Appends everything known in the form <see cref="Read"/> takes.</summary>
    public void Write(YWriter writer)
    {
        writer.UInt(Seq);
        writer.Long(LogBytes);
        writer.Long(Inserted);
        writer.UInt(_roots.Count);
        foreach (var root in _roots)
        {
            writer.Text(root);
        }

        writer.UInt(_authors.Count(author => author is not null));
        for (var client = 0; client < _authors.Length; client++)
        {
            if (_authors[client] is { } author)
            {
                author.Write(client, writer);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; anything else is damage and sets <see cref="YReader.Failed"/>.</summary>
    public static DocumentClocks Read(ref YReader reader)
    {
        var clocks = new DocumentClocks { Seq = reader.UInt(), LogBytes = reader.Long(), Inserted = reader.Long() };
        for (var left = reader.Count(); left > 0; left--)
        {
            clocks.RootId(reader.Text());
        }

        for (var left = reader.Count(4); left > 0 && !reader.Failed; left--)
        {
            var author = clocks.Add(reader.UInt());
            author.Read(ref reader);
            clocks._runs += author.Runs;
        }

        return clocks;
    }

    private void AbsorbUpdate(ReadOnlySpan<byte> update)
    {
        var reader = new YReader(update);
        if (reader.UInt() != 1)
        {
            return;
        }

        var count = reader.UInt();
        reader.UInt();
        reader.UInt();
        for (; count > 0; count--)
        {
            var read = YStruct.Read(ref reader);
            if (reader.Failed)
            {
                return;
            }

            var root = read.ParentIsRoot ? RootId(read.Root) : UnknownRoot;
            if (read.HasOrigin)
            {
                root = RootAt(read.Origin);
            }

            if (root == UnknownRoot && read.HasRightOrigin)
            {
                root = RootAt(read.RightOrigin);
            }

            Advance(read.Length, root, read.Kind == YKind.String ? read.Length : read.Content.Length);
        }
    }

    private Author? Find(int client) => (uint)client < (uint)_authors.Length ? _authors[client] : null;

    private Author Add(int client)
    {
        if (client >= _authors.Length)
        {
            Array.Resize(ref _authors, Math.Max(client + 1, _authors.Length * 2));
        }

        return _authors[client] = new Author();
    }

    private readonly record struct Mark(Author? Author, int Clock, int Runs, int Roots, int AllRuns, long Inserted);

    /// <summary>One client's clock and the runs of ticks that are in the same root.</summary>
    private sealed class Author
    {
        private int[] _starts = new int[1];
        private int[] _rootOf = new int[1];

        public int Clock { get; set; }

        public int Entries { get; set; }

        public int LastSeq { get; set; }

        public int Runs { get; set; }

        public int LastRoot => _rootOf[Runs - 1];

        public void AddRun(int root)
        {
            if (Runs == _starts.Length)
            {
                Array.Resize(ref _starts, Runs * 2);
                Array.Resize(ref _rootOf, Runs * 2);
            }

            _starts[Runs] = Clock;
            _rootOf[Runs++] = root;
        }

        public int RootAt(int clock)
        {
            if ((uint)clock >= (uint)Clock)
            {
                return UnknownRoot;
            }

            if (clock >= _starts[Runs - 1])
            {
                return LastRoot;
            }

            var at = _starts.AsSpan(0, Runs).BinarySearch(clock);
            return _rootOf[at >= 0 ? at : ~at - 1];
        }

        public void Write(int client, YWriter writer)
        {
            writer.UInt(client);
            writer.UInt(Entries);
            writer.UInt(LastSeq);
            writer.UInt(Runs);
            for (var run = 0; run < Runs; run++)
            {
                writer.UInt((run + 1 < Runs ? _starts[run + 1] : Clock) - _starts[run]);
                writer.UInt(_rootOf[run]);
            }
        }

        public void Read(ref YReader reader)
        {
            Entries = reader.UInt();
            LastSeq = reader.UInt();
            for (var left = reader.Count(2); left > 0 && !reader.Failed; left--)
            {
                var length = reader.UInt();
                AddRun(reader.UInt());
                Clock += length;
            }
        }
    }
}
