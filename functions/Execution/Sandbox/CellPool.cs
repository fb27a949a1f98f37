namespace CodeMeet.Execution.Sandbox;

/// <summary>What waits to be used.</summary>
/// <param name="Ready">Sandboxes for any language.</param>
/// <param name="Warm">Languages whose runtime has started in one of its own.</param>
internal sealed record PoolStatus(int Ready, IReadOnlyList<string> Warm);

/// <summary>
/// Sandboxes started before they are needed: bare ones, and one with a warm host for each language used lately. Each is used for one run and thrown away, so nothing is carried
/// over; what is taken is replaced, one at a time. Begins with the first run and holds nothing when nobody has run anything for a while.
/// </summary>
/// <param name="bare">How many without a host.</param>
internal sealed partial class CellPool(SandboxMode mode, Languages languages, int bare, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a language counts as used: the pauses of an interview are shorter.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    /// <summary>After a sandbox or a host has failed to start.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Cell> _bare = [];
    private readonly Dictionary<string, Cell> _warm = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _failed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _closing = new();
    private Task _tending = Task.CompletedTask;
    private SandboxMode _mode = mode;
    private List<Cell> _outdated = [];

    public PoolStatus Status
    {
        get
        {
            lock (_gate)
                return new PoolStatus(_bare.Count, [.. _warm.Keys.Order(StringComparer.Ordinal)]);
        }
    }

    /// <returns>A sandbox that is the caller's from now on, the language's warm one if there is one and it may be; null if none is ready.</returns>
    public async Task<Cell?> TakeAsync(Language language, bool mayBeWarm)
    {
        while (true)
        {
            Cell? cell;
            lock (_gate)
            {
                _used[language.Id] = time.GetUtcNow();
                if (_tending.IsCompleted && !_closing.IsCancellationRequested)
                    _tending = TendAsync();
                if (!(mayBeWarm && _warm.Remove(language.Id, out cell)))
                {
                    cell = _bare.Count > 0 ? _bare[^1] : null;
                    if (cell is not null)
                        _bare.RemoveAt(_bare.Count - 1);
                }
            }

            _changed.Release();
            if (cell is null || cell.Process.Agent.IsQuiet())
                return cell;
            await cell.DisposeAsync(); // it died while it waited
        }
    }

    /// <summary>From now on sandboxes show this; those that wait do not, so nobody gets them.</summary>
    public void Show(SandboxView view)
    {
        lock (_gate)
        {
            _mode = _mode with { View = view };
            _outdated.AddRange([.. _bare, .. _warm.Values]);
            _bare.Clear();
            _warm.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _tending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var cell in _bare.Concat(_warm.Values).Concat(_outdated))
            await cell.DisposeAsync();
        _changed.Dispose();
        _closing.Dispose();
    }

    private async Task TendAsync()
    {
        await Task.Yield();
        while (!_closing.IsCancellationRequested)
        {
            await ForgetAsync();
            if (Next() is var (language, isBare) && (isBare || language is not null))
            {
                await MakeAsync(language);
            }
            else
            {
                await _changed.WaitAsync(LookInterval, _closing.Token);
            }
        }
    }

    /// <summary>What is missing most: a bare one, else a warm one of the language used last for which there is memory.</summary>
    private (Language? Language, bool IsBare) Next()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            bool MayTry(string name) => !(_failed.TryGetValue(name, out var at) && now - at < Pause);
            if (_used.Count > 0 && _bare.Count < bare && MayTry(""))
                return (null, true);
            var budget = (AvailableMb() + WarmMb()) / 4;
            return (_used.OrderByDescending(u => u.Value).Select(u => languages.Find(u.Key)!)
                .FirstOrDefault(l => languages.CanWarm(l) && l.Warm is { } warm && !_warm.ContainsKey(l.Id) && MayTry(l.Id) && WarmMb() + warm.MemoryMb <= budget), false);
        }
    }

    private int WarmMb() => _warm.Keys.Sum(id => languages.Find(id)!.Warm!.MemoryMb);

    private static int AvailableMb()
    {
        var line = File.ReadLines("/proc/meminfo").First(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return (int)(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024);
    }

    private async Task MakeAsync(Language? language)
    {
        var name = language?.Id ?? "";
        Cell? cell = null;
        SandboxMode shown;
        lock (_gate)
            shown = _mode;
        try
        {
            cell = await Cell.OpenAsync(shown, isForLater: true, time);
            if (language is not null)
                await cell.WarmUpAsync(StagePlan.WarmUp(language), _closing.Token);
            lock (_gate)
            {
                if (shown != _mode)
                    _outdated.Add(cell);
                else if (language is null)
                    _bare.Add(cell);
                else
                    _warm.Add(name, cell);
            }
        }
        catch (Exception e) when (e is SandboxUnavailableException or IOException or System.ComponentModel.Win32Exception or System.Net.Sockets.SocketException)
        {
            Log.NotMade(logger, name, e.Message);
            lock (_gate)
                _failed[name] = time.GetUtcNow();
            if (cell is not null)
                await cell.DisposeAsync();
        }
        catch (OperationCanceledException) when (cell is not null)
        {
            await cell.DisposeAsync(); // closing
        }
    }

    /// <summary>Lets go of what nobody has wanted lately.</summary>
    private async Task ForgetAsync()
    {
        List<Cell> unwanted;
        lock (_gate)
        {
            (unwanted, _outdated) = (_outdated, []);
            var now = time.GetUtcNow();
            foreach (var (id, _) in _used.Where(u => now - u.Value > Lately).ToList())
            {
                _used.Remove(id);
                if (_warm.Remove(id, out var cell))
                    unwanted.Add(cell);
            }

            if (_used.Count == 0)
            {
                unwanted.AddRange(_bare);
                _bare.Clear();
            }
        }

        foreach (var cell in unwanted)
            await cell.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Warning, "A sandbox could not be started in advance (warm: '{Language}'), runs start their own: {Reason}")]
        public static partial void NotMade(ILogger logger, string language, string reason);
    }
}
