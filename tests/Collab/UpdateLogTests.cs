using CodeMeet.Collab;
using CodeMeet.Platform.Http;
using CodeMeet.Tests.Platform.Storage;
using Microsoft.AspNetCore.Http;

namespace CodeMeet.Tests.Collab;

[TestClass]
public sealed class UpdateLogTests : IDisposable
{
    private readonly SqliteHome _home = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    public void Dispose() => _home.Dispose();

    [TestMethod]
    public async Task C3_twenty_seeds_at_once_leave_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => new LogInstance(_home).SeedAsync(Stop), Stop)));
        var entry = (await new LogInstance(_home).ReadAsync(0, snapshot: false, Stop)).Single();
        Assert.AreEqual((1, Seed.ClientId, 0L), (entry.Seq, entry.By, entry.Ms));
        CollectionAssert.AreEqual(Seed.Batch("main.py", "python", "print(1)\n"), entry.Frames.ToArray());
    }

    [TestMethod]
    public async Task Four_writers_on_two_instances_get_dense_seqs_each_batch_once_and_in_its_authors_order()
    {
        const int Batches = 150;
        var other = new SqliteHome(_home.Directory);
        try
        {
            LogInstance[] instances = [new(_home), new(other)];
            await instances[0].SeedAsync(Stop);
            await Task.WhenAll(Enumerable.Range(1, 4).Select(client => Task.Run(
                async () =>
                {
                    var typist = new Typist(client);
                    for (var i = 0; i < Batches; i++)
                    {
                        var frames = typist.Type();
                        var appended = await instances[client % 2].AppendAsync(client, typist.Batch, frames, Stop);
                        Assert.IsTrue(appended.IsNew);
                    }
                },
                Stop)));
            foreach (var instance in instances)
            {
                var entries = await instance.ReadAsync(0, snapshot: false, Stop);
                CollectionAssert.AreEqual(Enumerable.Range(1, (4 * Batches) + 1).ToArray(), entries.Select(entry => entry.Seq).ToArray());
                foreach (var author in entries.Skip(1).GroupBy(entry => entry.By))
                {
                    var typist = new Typist(author.Key);
                    foreach (var entry in author)
                    {
                        CollectionAssert.AreEqual(typist.Type(), entry.Frames.ToArray());
                    }

                    Assert.AreEqual(Batches, typist.Batch);
                }
            }
        }
        finally
        {
            other.Close();
        }
    }

    [TestMethod]
    public async Task The_same_batch_again_answers_its_seq_and_changes_nothing()
    {
        LogInstance[] instances = [new(_home), new(_home)];
        await instances[0].SeedAsync(Stop);
        var typist = new Typist(1);
        List<byte[]> batches = [];
        for (var batch = 1; batch <= 3; batch++)
        {
            batches.Add(typist.Type());
            Assert.AreEqual((batch + 1, true), (await instances[0].AppendAsync(1, batch, batches[^1], Stop)).Outcome);
        }

        foreach (var instance in instances)
        {
            for (var batch = 3; batch >= 1; batch--)
            {
                Assert.AreEqual((batch + 1, false), (await instance.AppendAsync(1, batch, batches[batch - 1], Stop)).Outcome);
            }

            Assert.AreEqual(4, await instance.Log.HeadAsync(LogInstance.Code.RoomId, LogInstance.Code.Doc, Stop));
        }
    }

    [TestMethod]
    public async Task The_same_batch_sent_twice_at_once_to_two_instances_is_in_the_log_once()
    {
        LogInstance[] instances = [new(_home), new(_home)];
        await instances[0].SeedAsync(Stop);
        var typist = new Typist(1);
        for (var round = 0; round < 30; round++)
        {
            var frames = typist.Type();
            var both = await Task.WhenAll(instances.Select(instance => Task.Run(() => instance.AppendAsync(1, typist.Batch, frames, Stop), Stop)));
            Assert.AreEqual(both[0].Seq, both[1].Seq);
            Assert.AreEqual(1, both.Count(appended => appended.IsNew));
        }

        Assert.HasCount(31, await instances[0].ReadAsync(0, snapshot: false, Stop));
    }

    [TestMethod]
    public async Task A_batch_that_skips_a_number_is_refused_until_the_one_before_it_came()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        var typist = new Typist(1);
        var (first, second) = (typist.Type(), typist.Type());
        await RefusedAsync("BATCH_GAP", StatusCodes.Status422UnprocessableEntity, () => instance.AppendAsync(1, 2, second, Stop));
        await instance.AppendAsync(1, 1, first, Stop);
        Assert.AreEqual(3, (await instance.AppendAsync(1, 2, second, Stop)).Seq);
    }

    [TestMethod]
    public async Task C2_whoever_knew_only_a_part_of_a_batch_and_whoever_knows_all_of_it_bring_in_every_frame_once()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        byte[][] frames = [.. "abcdef".Select((c, i) => i == 3 ? new Update(1, 0).Delete(1, 0, 1).Bytes() : Typed(i > 3 ? i - 1 : i, c))];
        async Task<(int, bool)> SendAsync(int batch, Range part) => (await instance.AppendAsync(1, batch, Update.Batch(frames[part]), Stop)).Outcome;

        Assert.AreEqual((2, true), await SendAsync(1, ..2));
        Assert.AreEqual((2, false), await SendAsync(1, ..1), "A part of it.");
        Assert.AreEqual((3, true), await SendAsync(1, ..4), "The author knew of more in that batch.");
        Assert.AreEqual((3, false), await SendAsync(2, 1..4), "Somebody cut elsewhere.");
        Assert.AreEqual((4, true), await SendAsync(2, 3..5));
        Assert.AreEqual((5, true), await SendAsync(4, 4..6), "The next number, and the entry before has its beginning.");
        Assert.AreEqual((5, false), await SendAsync(1, ..6));
        var log = await instance.ReadAsync(1, snapshot: false, Stop);
        CollectionAssert.AreEqual(Update.Batch(frames), log.SelectMany(entry => entry.Frames.ToArray()).ToArray());
        await RefusedAsync("UPDATE_REFUSED", StatusCodes.Status422UnprocessableEntity, () => instance.AppendAsync(1, 2, Update.Batch(Typed(1, 'X')), Stop));

        static byte[] Typed(int clock, char c) => clock == 0
            ? new Update(1, 0).TextIn("file:main", $"{c}").Bytes()
            : new Update(1, clock).TextBetween(new YId(1, clock - 1), new YId(-1, 0), $"{c}").Bytes();
    }

    [TestMethod]
    public async Task A_refused_batch_leaves_nothing_also_when_only_its_last_frame_is_wrong()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        var typist = new Typist(1);
        var good = new Update(1, 0).TextIn("file:main", "a").Bytes();
        foreach (var frames in new[] { Update.Batch(good, good), Update.Batch(good, [1, 2, 3]), [.. Update.Batch(good), 7], [], [0, 200] })
        {
            await RefusedAsync("UPDATE_REFUSED", StatusCodes.Status422UnprocessableEntity, () => instance.AppendAsync(1, 1, frames, Stop));
        }

        Assert.HasCount(1, await instance.ReadAsync(0, snapshot: false, Stop));
        Assert.AreEqual(2, (await instance.AppendAsync(1, 1, typist.Type(), Stop)).Seq);
    }

    [TestMethod]
    public async Task An_update_that_builds_on_what_another_instance_took_is_taken()
    {
        LogInstance[] instances = [new(_home), new(_home)];
        await instances[0].SeedAsync(Stop);
        Typist[] typists = [new(1), new(2)];
        await instances[1].AppendAsync(2, 1, typists[1].Type(), Stop);
        await instances[0].AppendAsync(1, 1, typists[0].Type(), Stop);
        var reply = new Update(2, 1).TextBetween(new YId(1, 0), new YId(-1, 0), "x").Bytes();
        Assert.AreEqual(4, (await instances[1].AppendAsync(2, 2, Update.Batch(reply), Stop)).Seq);
    }

    [TestMethod]
    public async Task C2_what_was_answered_is_there_for_the_next_process()
    {
        var typist = new Typist(1);
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        for (var i = 0; i < 10; i++)
        {
            await instance.AppendAsync(1, typist.Batch + 1, typist.Type(), Stop);
        }

        var other = new SqliteHome(_home.Directory);
        try
        {
            var next = new LogInstance(other);
            Assert.HasCount(11, await next.ReadAsync(0, snapshot: false, Stop));
            Assert.AreEqual(12, (await next.AppendAsync(1, typist.Batch + 1, typist.Type(), Stop)).Seq);
        }
        finally
        {
            other.Close();
        }
    }

    [TestMethod]
    public async Task A_write_whose_outcome_is_unknown_is_looked_up_before_the_next_one()
    {
        var failAt = new FailAt(1);
        var instance = new LogInstance(_home, failAt);
        await instance.SeedAsync(Stop);
        var typist = new Typist(1);
        var frames = typist.Type();
        await Assert.ThrowsExactlyAsync<ProcessDiedException>(() => instance.AppendAsync(1, 1, frames, Stop));
        await new LogInstance(_home).AppendAsync(1, 1, frames, Stop);
        Assert.AreEqual((2, false), (await instance.AppendAsync(1, 1, frames, Stop)).Outcome);
    }

    private static async Task RefusedAsync(string code, int status, Func<Task> act)
    {
        var refusal = await Assert.ThrowsExactlyAsync<Refusal>(act);
        Assert.AreEqual((code, status), (refusal.Code, refusal.Status));
    }
}
