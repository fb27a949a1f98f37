using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

public abstract class QueueContract : StorageContract
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [TestMethod]
    public async Task Absent_queue_is_empty() => Assert.IsEmpty(await Queues.ReceiveAsync(Own, 32, s_minute, Stop));

    [TestMethod]
    [DataRow("{\"v\":1,\"id\":\"x\"}")]
    [DataRow("")]
    [DataRow("Grüße 😀 <&> \"'\r\n\u0001")]
    public async Task Text_comes_back_as_sent(string text)
    {
        await Queues.SendAsync(Own, text, TimeSpan.Zero, Stop);
        var message = await ReceiveOneAsync(s_minute);
        Assert.AreEqual(text, message.Text);
        Assert.AreEqual(1, message.DequeueCount);
        Assert.AreEqual(TimeSpan.FromDays(7), message.ExpiresAt - message.InsertedAt);
        Assert.IsGreaterThan(message.InsertedAt, message.NextVisibleAt);
    }

    [TestMethod]
    public async Task Received_message_is_hidden_and_comes_back_counted()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        var first = await ReceiveOneAsync(s_second);
        Assert.IsEmpty(await Queues.ReceiveAsync(Own, 1, s_minute, Stop));
        var second = await ReceiveOneAsync(s_minute);
        Assert.AreEqual(first.Id, second.Id);
        Assert.AreEqual(first.InsertedAt, second.InsertedAt);
        Assert.AreEqual(2, second.DequeueCount);
        Assert.AreNotEqual(first.PopReceipt, second.PopReceipt);
    }

    [TestMethod]
    public async Task Delayed_message_is_not_visible_before_its_time()
    {
        await Queues.SendAsync(Own, "later", s_second, Stop);
        Assert.IsEmpty(await Queues.ReceiveAsync(Own, 1, s_minute, Stop));
        Assert.AreEqual("later", (await ReceiveOneAsync(s_minute)).Text);
    }

    [TestMethod]
    public async Task Deleted_message_does_not_come_back_and_deleting_it_again_is_fine()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        var message = await ReceiveOneAsync(s_second);
        await Queues.DeleteAsync(Own, message, Stop);
        await Queues.DeleteAsync(Own, message, Stop);
        await PassAsync(TimeSpan.FromMilliseconds(1100));
        Assert.IsEmpty(await Queues.ReceiveAsync(Own, 1, s_minute, Stop));
    }

    [TestMethod]
    public async Task S2_a_receiver_that_lost_the_message_can_neither_delete_nor_renew_it()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        var late = await ReceiveOneAsync(s_second);
        var holder = await ReceiveOneAsync(s_minute);
        Assert.AreEqual(StorageConflict.Changed, (await ConflictAsync(() => Queues.DeleteAsync(Own, late, Stop))).Kind);
        Assert.AreEqual(StorageConflict.Changed, (await ConflictAsync(() => Queues.RenewAsync(Own, late, s_minute, Stop))).Kind);
        await Queues.DeleteAsync(Own, holder, Stop);
    }

    [TestMethod]
    public async Task Renewal_of_a_deleted_message_conflicts_as_missing()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        var message = await ReceiveOneAsync(s_minute);
        await Queues.DeleteAsync(Own, message, Stop);
        Assert.AreEqual(StorageConflict.Missing, (await ConflictAsync(() => Queues.RenewAsync(Own, message, s_minute, Stop))).Kind);
    }

    [TestMethod]
    public async Task Renewal_hides_on_and_hands_out_a_new_receipt()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        var received = await ReceiveOneAsync(s_second);
        var renewed = await Queues.RenewAsync(Own, received, s_minute, Stop);
        Assert.AreEqual("m", renewed.Text);
        Assert.AreEqual(1, renewed.DequeueCount);
        Assert.IsGreaterThan(received.NextVisibleAt, renewed.NextVisibleAt);
        await PassAsync(TimeSpan.FromMilliseconds(1100));
        Assert.IsEmpty(await Queues.ReceiveAsync(Own, 1, s_minute, Stop));
        Assert.AreEqual(StorageConflict.Changed, (await ConflictAsync(() => Queues.DeleteAsync(Own, received, Stop))).Kind);
        await Queues.DeleteAsync(Own, renewed, Stop);
    }

    [TestMethod]
    public async Task Renewal_by_nothing_gives_the_message_back_at_once()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        await Queues.RenewAsync(Own, await ReceiveOneAsync(s_minute), TimeSpan.Zero, Stop);
        Assert.AreEqual(2, (await ReceiveOneAsync(s_minute)).DequeueCount);
    }

    [TestMethod]
    public async Task S2_parallel_receivers_share_the_messages_without_overlap()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(index => Queues.SendAsync(Own, $"m{index}", TimeSpan.Zero, Stop)));
        var received = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var mine = new List<string>();
            for (var batch = await Queues.ReceiveAsync(Own, 8, s_minute, Stop); batch.Count > 0; batch = await Queues.ReceiveAsync(Own, 8, s_minute, Stop))
            {
                mine.AddRange(batch.Select(message => message.Text));
            }

            return mine;
        }));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 60).Select(index => $"m{index}").ToArray(), received.SelectMany(each => each).ToArray());
    }

    [TestMethod]
    public async Task Receive_takes_no_more_than_asked()
    {
        for (var index = 0; index < 5; index++)
        {
            await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        }

        Assert.HasCount(3, await Queues.ReceiveAsync(Own, 3, s_minute, Stop));
        Assert.HasCount(2, await Queues.ReceiveAsync(Own, 32, s_minute, Stop));
    }

    [TestMethod]
    public async Task Queues_do_not_mix()
    {
        await Queues.SendAsync(Own, "m", TimeSpan.Zero, Stop);
        Assert.IsEmpty(await Queues.ReceiveAsync(Own + "-poison", 1, s_minute, Stop));
    }

    [TestMethod]
    public async Task Message_has_at_most_48_kibibytes()
    {
        await Assert.ThrowsExactlyAsync<StorageLimitException>(() => Queues.SendAsync(Own, new string('x', (48 * 1024) + 1), TimeSpan.Zero, Stop));
        await Assert.ThrowsExactlyAsync<StorageLimitException>(() => Queues.SendAsync(Own, new string('ü', (24 * 1024) + 1), TimeSpan.Zero, Stop));
        var text = new string('ü', 24 * 1024);
        await Queues.SendAsync(Own, text, TimeSpan.Zero, Stop);
        Assert.AreEqual(text, (await ReceiveOneAsync(s_minute)).Text);
    }

    [TestMethod]
    public async Task Names_and_times_that_Azure_refuses_are_refused()
    {
        foreach (var name in new[] { "Upper", "ab", "-a-b", "a--b", "under_score", new string('q', 64) })
        {
            await Assert.ThrowsExactlyAsync<ArgumentException>(() => Queues.SendAsync(name, "m", TimeSpan.Zero, Stop));
        }

        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => Queues.ReceiveAsync(Own, 33, s_minute, Stop));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => Queues.ReceiveAsync(Own, 1, TimeSpan.Zero, Stop));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => Queues.SendAsync(Own, "m", TimeSpan.FromDays(8), Stop));
    }
}
