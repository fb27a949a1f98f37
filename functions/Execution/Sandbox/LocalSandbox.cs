using System.Collections.Concurrent;

namespace CodeMeet.Execution.Sandbox;

/// <summary>bubblewrap and the agent on this machine. Runs beyond <see cref="SandboxOptions.Parallel"/> wait their turn; waiting does not count as running.</summary>
internal sealed partial class LocalSandbox(SandboxOptions options, Languages languages, TimeProvider time, ILogger<LocalSandbox> logger) : ISandbox, IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(options.Places);
    private readonly SemaphoreSlim _interactivePlaces = new(options.InteractivePlaces);
    private readonly SemaphoreSlim _onlyPlace = new(1);
    private readonly Lock _choosing = new();
    private Task<(SandboxMode? Mode, SandboxStatus Status)>? _chosen;
    private readonly ConcurrentDictionary<Task, Cell> _retiring = new();
    private CellPool? _pool;
    private SandboxView? _view;

    public async Task<SandboxStatus> GetStatusAsync(CancellationToken cancellationToken)
        => (await ChooseAsync().WaitAsync(cancellationToken)).Status with { Pool = _pool?.Status };

    public async Task<SandboxResult> RunAsync(SandboxRequest request, SandboxTalk talk, CancellationToken stop)
    {
        if (SourceFiles.Refuse(request) is { } refusal)
            throw new ArgumentException(refusal.Reason, nameof(request));
        if (request.Tests is not null && talk.Input is not null)
            throw new ArgumentException("Nobody can type into test cases.", nameof(talk));
        var language = languages.Find(request.Language) ?? throw new ArgumentException($"There is no language {request.Language}.", nameof(request));

        var (mode, status) = await ChooseAsync().WaitAsync(stop);
        if (mode is null)
            return SandboxRun.Failed($"This machine cannot isolate programs: {string.Join(' ', status.Reasons)}");
        var version = await languages.VersionAsync(language).WaitAsync(stop);
        if (version is null)
            return SandboxRun.Failed($"{language.Name} is not installed on this machine: `./dev languages install {language.Id}`.");

        var places = mode.Walls is Walls.Folders ? _onlyPlace : SandboxRun.IsInteractive(request, talk) ? _interactivePlaces : _places;
        await places.WaitAsync(stop);
        var retired = Task.CompletedTask;
        try
        {
            var run = new SandboxRun(Showing(language, mode), _pool, cell => retired = Retire(cell), language, version, request, talk, time, logger);
            var result = await run.RunAsync(stop);
            if (result.Fault is { } fault)
                Log.Failed(logger, language.Id, fault);
            return result;
        }
        finally
        {
            // The next run gets the same folders.
            if (mode.Walls is Walls.Folders)
                await retired;
            places.Release();
        }
    }

    /// <summary>Returns when nothing of any run or of the pool is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_retiring.Keys);
        if (_pool is not null)
            await _pool.DisposeAsync();
        _places.Dispose();
        _interactivePlaces.Dispose();
        _onlyPlace.Dispose();
    }

    /// <summary>The mode with a view of what this machine has now: a language that was installed since the start is shown to its programs, and not only listed.</summary>
    private SandboxMode Showing(Language language, SandboxMode mode)
    {
        lock (_choosing)
        {
            var view = _view ?? mode.View;
            if (!view.Shows(language, languages, options))
            {
                _view = view = SandboxView.Of(languages, options);
                _pool?.Show(view);
            }

            return mode with { View = view };
        }
    }

    /// <summary>Completes when nothing of it is left; what cannot be removed is logged.</summary>
    private Task Retire(Cell cell)
    {
        var retiring = RetireAsync();
        _retiring[retiring] = cell;
        _ = retiring.ContinueWith(ended => _retiring.TryRemove(ended, out _), TaskScheduler.Default);
        return retiring;

        async Task RetireAsync()
        {
            try
            {
                await cell.DisposeAsync();
            }
            catch (Exception e) when (e is TimeoutException or IOException or System.ComponentModel.Win32Exception)
            {
                Log.NotEnded(logger, e);
            }
        }
    }

    /// <summary>Once per process, whoever asks first; the answer of an impatient caller is kept for the next.</summary>
    private Task<(SandboxMode? Mode, SandboxStatus Status)> ChooseAsync()
    {
        lock (_choosing)
            return _chosen ??= ChooseOnceAsync();

        async Task<(SandboxMode? Mode, SandboxStatus Status)> ChooseOnceAsync()
        {
            var chosen = await Task.Run(() => SelfTest.RunAsync(options, SandboxView.Of(languages, options), time, CancellationToken.None));
            if (chosen.Mode is not { } mode)
            {
                Log.Unavailable(logger, string.Join(' ', chosen.Status.Reasons));
                return chosen;
            }

            if (mode.Groups is { } groups)
                ControlGroup.Sweep(groups);
            Log.Chosen(logger, mode.Name, string.Join(' ', chosen.Status.Reasons));
            if (options.Pool && !mode.IsConfined)
                _pool = new CellPool(mode, languages, 2 * options.Places, time, logger);
            return chosen;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Programs run in mode {Mode}. {Reasons}")]
        public static partial void Chosen(ILogger logger, string mode, string reasons);

        [LoggerMessage(5002, LogLevel.Error, "Programs cannot be run on this machine: {Reasons}")]
        public static partial void Unavailable(ILogger logger, string reasons);

        [LoggerMessage(5004, LogLevel.Error, "A sandbox that is not needed any more could not be removed")]
        public static partial void NotEnded(ILogger logger, Exception exception);

        [LoggerMessage(5003, LogLevel.Error, "A {Language} run failed for our own reasons: {Fault}")]
        public static partial void Failed(ILogger logger, string language, string fault);
    }
}
