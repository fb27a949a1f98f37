using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>A run that somebody watches and types into: waits for text, answers, and in the end holds the transcript of all chunks in their order.</summary>
internal sealed class Talk : IDisposable
{
    /// <summary>Says first whether it has a terminal.</summary>
    public const string GuessInPython = """
        import sys
        print(sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty())
        while True:
            guess = int(input('Your guess? '))
            if guess == 42:
                print('Right!')
                break
            print('Too low' if guess < 42 else 'Too high')
        """;

    private readonly Channel<string> _typed = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly StringBuilder _transcript = new();
    private readonly CancellationTokenSource _stop;
    private int _read;

    public Talk(ISandbox sandbox, SandboxRequest request, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Result = sandbox.RunAsync(request, new SandboxTalk(Hear, Input: _typed.Reader), _stop.Token);
    }

    public static TerminalSize Size { get; } = new(80, 24);

    public Task<SandboxResult> Result { get; }

    /// <summary>What was typed is in angle brackets.</summary>
    public string Transcript
    {
        get
        {
            lock (_gate)
                return _transcript.ToString();
        }
    }

    /// <summary>Waits until the text has come, after whatever was waited for before.</summary>
    public Task<string> SeeAsync(string text) => SeeAsync(new Regex(Regex.Escape(text)));

    /// <returns>What matched.</returns>
    public async Task<string> SeeAsync(Regex wanted)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            lock (_gate)
            {
                var match = wanted.Match(_transcript.ToString(), _read);
                if (match.Success)
                {
                    _read = match.Index + match.Length;
                    return match.Value;
                }
            }

            Assert.IsTrue(DateTime.UtcNow < deadline, $"Waited for '{wanted}' in '{Transcript}'.");
            if (Result.IsCompleted)
                Assert.MatchesRegex(wanted, Transcript[_read..], (await Result).ToString());
            await Task.WhenAny(_more.WaitAsync(TimeSpan.FromSeconds(1)), Result);
        }
    }

    public void Type(string text) => Assert.IsTrue(_typed.Writer.TryWrite(text));

    public void EndInput() => _typed.Writer.Complete();

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _stop.Dispose();
        _more.Dispose();
    }

    private ValueTask Hear(OutputChunk chunk)
    {
        lock (_gate)
            _transcript.Append(chunk.Stream is OutputStream.Input ? $"<{chunk.Text}>" : chunk.Text);
        _more.Release();
        return ValueTask.CompletedTask;
    }
}
