using System.Collections.Concurrent;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Realtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution;

/// <summary>What a run prints on its way to the pages.</summary>
[TestClass]
public sealed class OutputRelayTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_chunk_during_a_send_goes_out_by_itself()
    {
        using var line = new Line();
        await using var relay = Over(line);
        await relay.AddAsync(new(OutputStream.Stdout, "first"));
        await line.NextAsync(TestContext.CancellationToken);
        await relay.AddAsync(new(OutputStream.Stdout, "sec"));
        await relay.AddAsync(new(OutputStream.Stdout, "ond"));
        await relay.AddAsync(new(OutputStream.Stderr, "third"));
        line.Release();
        await line.NextAsync(TestContext.CancellationToken);
        line.Release();
        await line.NextAsync(TestContext.CancellationToken);
        line.Release();
        CollectionAssert.AreEqual(
            new OutputEvent[] { new("r", 1, "stdout", "first"), new("r", 2, "stdout", "second"), new("r", 3, "stderr", "third") },
            line.Sent.ToArray());
    }

    [TestMethod]
    public async Task A_send_that_fails_costs_neither_the_run_nor_what_comes_after()
    {
        using var line = new Line { Fails = 1 };
        line.Release();
        line.Release();
        var relay = Over(line);
        await relay.AddAsync(new(OutputStream.Stdout, "lost"));
        await line.NextAsync(TestContext.CancellationToken);
        await relay.AddAsync(new(OutputStream.Stdout, "kept"));
        await relay.DisposeAsync();
        Assert.AreEqual("kept", line.Sent.Last().Text);
    }

    private static OutputRelay Over(Line line) => new(line, "group", "r", new LiveOutput(0), TimeProvider.System, NullLogger.Instance);

    /// <summary>A connection on which each send takes until the test lets it through.</summary>
    private sealed class Line : IRealtime, IDisposable
    {
        private readonly SemaphoreSlim _arrived = new(0);
        private readonly SemaphoreSlim _released = new(0);

        public ConcurrentQueue<OutputEvent> Sent { get; } = new();

        /// <summary>Sends that will be refused.</summary>
        public int Fails { get; set; }

        /// <summary>Waits for the next send to begin.</summary>
        public async Task NextAsync(CancellationToken cancellationToken) =>
            Assert.IsTrue(await _arrived.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken), "Nothing is being sent.");

        public void Dispose()
        {
            _arrived.Dispose();
            _released.Dispose();
        }

        public void Release() => _released.Release();

        public async Task ToGroupAsync<T>(string group, string target, T argument, string? exceptUser = null)
        {
            Sent.Enqueue((OutputEvent)(object)argument!);
            _arrived.Release();
            await _released.WaitAsync();
            if (Fails-- > 0)
            {
                throw new IOException("The line is cut.");
            }
        }

        public Task ToUserAsync<T>(string user, string target, T argument) => throw new NotSupportedException();

        public Task CloseUserAsync(string user) => throw new NotSupportedException();
    }
}
