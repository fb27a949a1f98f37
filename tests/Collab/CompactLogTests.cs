using CodeMeet.Collab;
using CodeMeet.Tests.Platform.Storage;

namespace CodeMeet.Tests.Collab;

/// <summary>Whoever compacts, dies or reads when: every entry is found exactly once, and a snapshot equals the log to real Yjs.</summary>
[TestClass]
public sealed class CompactLogTests : IDisposable
{
    private readonly SqliteHome _home = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    public void Dispose() => _home.Dispose();

    [TestMethod]
    public async Task A_snapshot_and_the_entries_after_it_equal_the_log_to_Yjs_at_every_stage()
    {
        var session = (await Yjs.SessionsAsync(seed: 40, sessions: 1, edits: Soak.Of(4000, 1000), Stop))[0];
        var instance = new LogInstance(_home);
        List<Yjs.Comparison> comparisons = [];
        List<byte[]> log = [.. session.Entries[0].Frames];
        await _home.Tables.SubmitAsync(DocumentKey.Table, LogInstance.Code.Partition, [new CodeMeet.Platform.Storage.TableWrite.Insert(new LogEntry(1, 0, 0, Update.Batch(log)).ToRow())], Stop);
        var batches = new int[64];
        foreach (var entry in session.Entries.Skip(1))
        {
            var appended = await instance.AppendAsync(entry.By, ++batches[entry.By], Update.Batch(entry.Frames), Stop);
            log.AddRange(entry.Frames);
            if (appended.Seq % 150 == 0)
            {
                await instance.CompactAsync(Stop);
                var read = await instance.ReadAsync(0, snapshot: true, Stop);
                Assert.AreEqual(Seed.ClientId, read[0].By);
                Assert.IsGreaterThanOrEqualTo(appended.Seq - 150, read[0].Seq);
                comparisons.Add(new([.. log], [.. read.SelectMany(one => Frames(one))]));
            }
        }

        Assert.IsGreaterThan(1, comparisons.Count);
        foreach (var verdict in await Yjs.CompareAsync(comparisons, Stop))
        {
            Assert.IsTrue(verdict.Same, verdict.Why);
        }
    }

    [TestMethod]
    public async Task A_compactor_may_die_before_any_of_its_writes()
    {
        var writer = new LogInstance(_home);
        await writer.SeedAsync(Stop);
        var typist = new Typist(1);
        var died = 0;
        for (var writes = 0; ; writes++)
        {
            for (var i = 0; i < 140; i++)
            {
                await writer.AppendAsync(1, typist.Batch + 1, typist.Type(), Stop);
            }

            var failAt = new FailAt(writes);
            try
            {
                await new LogInstance(_home, failAt).CompactAsync(Stop);
            }
            catch (ProcessDiedException)
            {
                died++;
            }

            await ReadsAllAsync(typist.Batch + 1);
            await new LogInstance(_home).CompactAsync(Stop);
            await ReadsAllAsync(typist.Batch + 1);
            _home.Clock.Advance(CompactLog.RetiredFor + TimeSpan.FromSeconds(1));
            if (!failAt.Failed)
            {
                break;
            }
        }

        Assert.IsGreaterThan(5, died);
    }

    [TestMethod]
    public async Task Two_compactors_two_writers_and_a_reader_at_once_lose_and_double_nothing()
    {
        var other = new SqliteHome(_home.Directory);
        try
        {
            LogInstance[] instances = [new(_home), new(other)];
            await instances[0].SeedAsync(Stop);
            using var written = new CancellationTokenSource();
            var work = instances.Select((instance, index) => Task.Run(
                async () =>
                {
                    var typist = new Typist(index + 1);
                    for (var i = 0; i < Soak.Of(2000, 350); i++)
                    {
                        await instance.AppendAsync(typist.Client, typist.Batch + 1, typist.Type(), Stop);
                    }
                },
                Stop)).ToList();
            var others = instances.Select(instance => Task.Run(
                async () =>
                {
                    while (!written.IsCancellationRequested)
                    {
                        await instance.CompactAsync(Stop);
                        _home.Clock.Advance(TimeSpan.FromSeconds(40));
                        other.Clock.Advance(TimeSpan.FromSeconds(40));
                    }
                },
                Stop)).Append(Task.Run(
                async () =>
                {
                    while (!written.IsCancellationRequested)
                    {
                        var entries = await instances[0].ReadAsync(0, snapshot: false, Stop);
                        CollectionAssert.AreEqual(Enumerable.Range(1, entries.Count).ToArray(), entries.Select(entry => entry.Seq).ToArray());
                        var folded = await instances[1].ReadAsync(0, snapshot: true, Stop);
                        CollectionAssert.AreEqual(Enumerable.Range(folded[0].Seq, folded.Count).ToArray(), folded.Select(entry => entry.Seq).ToArray());
                    }
                },
                Stop)).ToList();
            await Task.WhenAll(work);
            await written.CancelAsync();
            await Task.WhenAll(others);
            await ReadsAllAsync((2 * Soak.Of(2000, 350)) + 1);
        }
        finally
        {
            other.Close();
        }
    }

    [TestMethod]
    public async Task Rows_and_replaced_blobs_stay_ten_minutes_and_then_go()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        var typist = new Typist(1);
        for (var i = 0; i < 300; i++)
        {
            await instance.AppendAsync(1, typist.Batch + 1, typist.Type(), Stop);
            if (i % 150 == 149)
            {
                await instance.CompactAsync(Stop);
            }
        }

        _home.Clock.Advance(CompactLog.RetiredFor - TimeSpan.FromSeconds(1));
        await instance.CompactAsync(Stop);
        Assert.AreEqual(301, await RowsAsync());
        _home.Clock.Advance(TimeSpan.FromSeconds(2));
        await instance.CompactAsync(Stop);
        Assert.AreEqual(150, await RowsAsync(), "What the first compaction moved is gone; what the second moved waits its own ten minutes.");
        _home.Clock.Advance(CompactLog.RetiredFor);
        await instance.CompactAsync(Stop);
        Assert.AreEqual(0, await RowsAsync());
        var blobs = await _home.Blobs.ListAsync(DocumentKey.Container, "", Stop).ToListAsync(Stop);
        Assert.HasCount(2, blobs, string.Join(' ', blobs));
        await ReadsAllAsync(301);
    }

    [TestMethod]
    public async Task A_head_that_slept_through_a_compaction_never_reuses_a_seq()
    {
        LogInstance[] instances = [new(_home), new(_home)];
        await instances[0].SeedAsync(Stop);
        Typist[] typists = [new(1), new(2)];
        await instances[1].AppendAsync(2, 1, typists[1].Type(), Stop);
        for (var i = 0; i < 200; i++)
        {
            await instances[0].AppendAsync(1, typists[0].Batch + 1, typists[0].Type(), Stop);
        }

        for (var i = 0; i < 3; i++)
        {
            await instances[0].CompactAsync(Stop);
            _home.Clock.Advance(CompactLog.RetiredFor);
        }

        Assert.AreEqual(0, await RowsAsync());
        Assert.AreEqual(203, (await instances[1].AppendAsync(2, 2, typists[1].Type(), Stop)).Seq);
        await ReadsAllAsync(203);
    }

    [TestMethod]
    public async Task A_process_that_is_held_up_between_looking_and_inserting_never_reuses_a_seq()
    {
        var failAt = new FailAt(int.MaxValue);
        LogInstance[] instances = [new(_home), new(_home, failAt)];
        await instances[0].SeedAsync(Stop);
        Typist[] typists = [new(1), new(2)];
        await instances[1].AppendAsync(2, 1, typists[1].Type(), Stop);
        failAt.BeforeNext = async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await instances[0].AppendAsync(1, typists[0].Batch + 1, typists[0].Type(), Stop);
            }

            for (var i = 0; i < 3; i++)
            {
                await instances[0].CompactAsync(Stop);
                _home.Clock.Advance(CompactLog.RetiredFor);
            }

            Assert.AreEqual(0, await RowsAsync());
        };
        Assert.AreEqual((203, true), (await instances[1].AppendAsync(2, 2, typists[1].Type(), Stop)).Outcome);
        Assert.AreEqual(1, await RowsAsync());
        await ReadsAllAsync(203);
    }

    [TestMethod]
    public async Task A_document_of_many_compactions_has_few_segments()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        var typist = new Typist(1);
        for (var i = 0; i < 4200; i++)
        {
            await instance.AppendAsync(1, typist.Batch + 1, typist.Type(), Stop);
            if (i % 130 == 129)
            {
                await instance.CompactAsync(Stop);
            }
        }

        var (manifest, _) = await LogInstance.Code.ReadManifestAsync(_home.Tables, Stop);
        Assert.IsLessThanOrEqualTo(7, manifest.Segments.Count);
        Assert.IsGreaterThan(4000, manifest.TailFrom);
        await ReadsAllAsync(4201);
    }

    [TestMethod]
    public async Task An_entry_that_two_trusted_people_report_is_served_empty_and_left_out_of_the_fold()
    {
        var instance = new LogInstance(_home);
        await instance.SeedAsync(Stop);
        Typist[] typists = [new(1), new(2)];
        for (var i = 0; i < 200; i++)
        {
            await instance.AppendAsync(1 + (i % 2), typists[i % 2].Batch + 1, typists[i % 2].Type(), Stop);
        }

        await instance.CompactAsync(Stop);
        var intact = await instance.ReadAsync(0, snapshot: false, Stop);

        await instance.Quarantine.ReportAsync(LogInstance.Code, 201, "ada", Stop);
        await instance.Quarantine.ReportAsync(LogInstance.Code, 201, "ada", Stop);
        Assert.IsFalse((await instance.ReadAsync(200, snapshot: false, Stop)).Single().Frames.IsEmpty, "One person is not enough, however often.");
        await instance.Quarantine.ReportAsync(LogInstance.Code, 201, "ben", Stop);
        foreach (var seq in new[] { 1, 201 })
        {
            await instance.Quarantine.ReportAsync(LogInstance.Code, seq, "cem", Stop);
        }

        for (var round = 0; round < 2; round++)
        {
            var entries = await instance.ReadAsync(0, snapshot: false, Stop);
            Assert.HasCount(201, entries);
            Assert.IsTrue(entries.All(entry => entry.Frames.IsEmpty == (entry.Seq == 201)));
            byte[][] log = [.. intact.Where(entry => entry.Seq != 201).SelectMany(entry => Frames(entry))];
            byte[][] snapshot = [.. (await instance.ReadAsync(0, snapshot: true, Stop)).SelectMany(entry => Frames(entry))];
            var verdict = (await Yjs.CompareAsync([new(log, snapshot)], Stop))[0];
            Assert.IsTrue(verdict.Same, verdict.Why);
            Assert.HasCount(1, snapshot, "One update, whether the stored fold is there or is made for this read.");
            await instance.CompactAsync(Stop);
        }
    }

    private static List<byte[]> Frames(LogEntry entry)
    {
        List<byte[]> frames = [];
        var reader = new FrameReader(entry.Frames.Span);
        while (reader.Next(out _, out var update))
        {
            frames.Add(update.ToArray());
        }

        return frames;
    }

    private async Task<int> RowsAsync() =>
        await _home.Tables.QueryAsync(DocumentKey.Table, LogInstance.Code.Partition, DocumentKey.RowKey(0), DocumentKey.RowKey(int.MaxValue), Stop).CountAsync(Stop);

    private async Task ReadsAllAsync(int head)
    {
        var entries = await new LogInstance(_home).ReadAsync(0, snapshot: false, Stop);
        CollectionAssert.AreEqual(Enumerable.Range(1, head).ToArray(), entries.Select(entry => entry.Seq).ToArray());
        var typists = new Dictionary<int, Typist>();
        foreach (var entry in entries.Skip(1))
        {
            if (!typists.TryGetValue(entry.By, out var typist))
            {
                typists[entry.By] = typist = new Typist(entry.By);
            }

            CollectionAssert.AreEqual(typist.Type(), entry.Frames.ToArray());
        }
    }
}
