using System.Threading.Channels;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Tests.Platform.Triggers;

[TestClass]
public sealed class LocalTriggersTests
{
    private const string Message = """{"id":"run 1"}""";

    private readonly Channel<(string Id, TriggerContext Context)> _handled = Channel.CreateUnbounded<(string, TriggerContext)>();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_sent_message_reaches_its_handler_and_is_gone()
    {
        await using var app = await TriggerApp.StartAsync(map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, (_, message, context, _) => Handled(message, context)), Stop);
        await app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop);
        var (id, context) = await NextAsync();
        Assert.AreEqual("run 1", id);
        Assert.AreEqual(1, context.DequeueCount);
        Assert.AreEqual("RunCode", context.FunctionName);
        Assert.AreNotEqual("", context.MessageId);
        await EmptyAsync(app, "runs");
    }

    [TestMethod]
    public async Task A_delayed_message_is_found_by_polling()
    {
        await using var app = await TriggerApp.StartAsync(map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, (_, message, context, _) => Handled(message, context)), Stop);
        await app.Queues.SendAsync("runs", Message, TimeSpan.FromSeconds(1), Stop);
        Assert.AreEqual("run 1", (await NextAsync()).Id);
    }

    [TestMethod]
    public async Task A_failed_message_comes_back_with_its_count()
    {
        await using var app = await TriggerApp.StartAsync(
            map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, async (_, message, context, _) =>
            {
                await Handled(message, context);
                if (context.DequeueCount == 1)
                {
                    throw new InvalidOperationException("once");
                }
            }),
            Stop);
        await app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop);
        var first = await NextAsync();
        var second = await NextAsync();
        Assert.AreEqual(1, first.Context.DequeueCount);
        Assert.AreEqual(2, second.Context.DequeueCount);
        Assert.AreEqual(first.Context.MessageId, second.Context.MessageId);
        Assert.AreNotEqual(first.Context.InvocationId, second.Context.InvocationId);
        await EmptyAsync(app, "runs");
    }

    [TestMethod]
    public async Task A_message_that_never_works_is_poison_after_five_deliveries()
    {
        await using var app = await TriggerApp.StartAsync(
            map =>
            {
                map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, async (_, message, context, _) =>
                {
                    await Handled(message, context);
                    throw new InvalidOperationException("always");
                });
                map.MapQueue("RunCodeFailed", "runs-poison", TestJson.Default.Pointer, (_, message, context, _) => Handled(message, context));
            },
            Stop);
        await app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop);
        for (var delivery = 1; delivery <= 5; delivery++)
        {
            var (_, context) = await NextAsync();
            Assert.AreEqual("RunCode", context.FunctionName);
            Assert.AreEqual(delivery, context.DequeueCount);
        }

        var (id, poison) = await NextAsync();
        Assert.AreEqual("RunCodeFailed", poison.FunctionName);
        Assert.AreEqual(1, poison.DequeueCount);
        Assert.AreEqual("run 1", id);
        await EmptyAsync(app, "runs");
        await EmptyAsync(app, "runs-poison");
    }

    [TestMethod]
    public async Task A_message_stays_hidden_while_its_handler_takes_longer_than_the_visibility()
    {
        await using var app = await TriggerApp.StartAsync(
            map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, async (_, message, context, cancellationToken) =>
            {
                // Longer than one visibility by design: the wait is the subject.
                await Task.Delay(TimeSpan.FromSeconds(3.2), cancellationToken);
                await Handled(message, context);
            }),
            Stop,
            ("Triggers:Visibility", "00:00:02"));
        await app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop);
        Assert.AreEqual(1, (await NextAsync()).Context.DequeueCount);
        await EmptyAsync(app, "runs");
        Assert.IsFalse(_handled.Reader.TryRead(out _));
    }

    [TestMethod]
    public async Task Eight_messages_are_in_work_at_once_and_no_more()
    {
        using var release = new SemaphoreSlim(0);
        var working = 0;
        var most = 0;
        await using var app = await TriggerApp.StartAsync(
            map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, async (_, message, context, cancellationToken) =>
            {
                var now = Interlocked.Increment(ref working);
                InterlockedMax(ref most, now);
                await Handled(message, context);
                await release.WaitAsync(cancellationToken);
                Interlocked.Decrement(ref working);
            }),
            Stop);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop)));
        for (var started = 0; started < 8; started++)
        {
            await NextAsync();
        }

        Assert.IsFalse(_handled.Reader.TryRead(out _));
        release.Release(20);
        for (var started = 8; started < 20; started++)
        {
            await NextAsync();
        }

        await EmptyAsync(app, "runs");
        Assert.AreEqual(8, most);
    }

    [TestMethod]
    public async Task A_timer_ticks_and_goes_on_after_a_failure()
    {
        await using var app = await TriggerApp.StartAsync(
            map => map.MapTimer("Sweep", "* * * * * *", async (_, context, _) =>
            {
                await Handled(new Pointer("tick"), context);
                throw new InvalidOperationException("each time");
            }),
            Stop);
        Assert.AreEqual("Sweep", (await NextAsync()).Context.FunctionName);
        Assert.AreEqual("", (await NextAsync()).Context.MessageId);
    }

    [TestMethod]
    public async Task Stopping_gives_an_unfinished_message_back()
    {
        var started = new TaskCompletionSource();
        var app = await TriggerApp.StartAsync(
            map => map.MapQueue("RunCode", "runs", TestJson.Default.Pointer, async (_, _, _, cancellationToken) =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }),
            Stop);
        await app.Queues.SendAsync("runs", Message, TimeSpan.Zero, Stop);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await app.StopAsync();
        var again = await app.Queues.ReceiveAsync("runs", 1, TimeSpan.FromMinutes(1), Stop);
        for (var attempt = 0; again.Count == 0 && attempt < 100; attempt++)
        {
            await Task.Delay(50, Stop);
            again = await app.Queues.ReceiveAsync("runs", 1, TimeSpan.FromMinutes(1), Stop);
        }

        Assert.AreEqual(2, again.Single().DequeueCount);
        await app.DisposeAsync();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private async Task Handled(Pointer message, TriggerContext context) => await _handled.Writer.WriteAsync((message.Id, context), Stop);

    private async Task<(string Id, TriggerContext Context)> NextAsync() => await _handled.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(15), Stop);

    /// <summary>Waits until the queue holds nothing, hidden messages included.</summary>
    private async Task EmptyAsync(TriggerApp app, string queue)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (app.MessageCount(queue) == 0)
            {
                return;
            }

            await Task.Delay(50, Stop);
        }

        Assert.Fail($"Queue '{queue}' still holds messages.");
    }
}
