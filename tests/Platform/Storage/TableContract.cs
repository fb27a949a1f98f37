using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>Values, conditional writes, transactions and queries; what is refused is in <see cref="TableLimitsContract"/>.</summary>
public abstract class TableContract : StorageContract
{
    [TestMethod]
    public async Task Absent_table_reads_as_empty()
    {
        var table = "Absent" + Own;
        Assert.IsNull(await Tables.GetAsync(table, "p", "r", Stop));
        await foreach (var row in Tables.QueryAsync(table, "p", cancellationToken: Stop))
        {
            Assert.Fail($"'{row.RowKey}' in a table that does not exist.");
        }
    }

    [TestMethod]
    public async Task Absent_table_is_created_by_the_first_write_even_when_several_race()
    {
        var table = "New" + Own;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(index =>
            Tables.SubmitAsync(table, "p", [new TableWrite.Insert(Row("r" + index, "N", index))], Stop)));
        Assert.AreEqual(3, (await Tables.GetAsync(table, "p", "r3", Stop))!.GetInt32("N"));
    }

    [TestMethod]
    public async Task Absent_row_is_null_beside_its_neighbours()
    {
        await InsertAsync(Row("a", "N", 1));
        Assert.IsNull(await Tables.GetAsync("Contract", Own, "b", Stop));
        Assert.IsNull(await Tables.GetAsync("Contract", Own + "x", "a", Stop));
    }

    [TestMethod]
    public async Task Every_kind_of_value_comes_back_with_its_type()
    {
        var written = new TableRow("r")
        {
            ["Text"] = "Grüße 😀 \"quoted\" 'single' back\\slash\r\n\ttab \u0001 </script>",
            ["Empty"] = "",
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue - 1,
            ["SmallLong"] = 7L,
            ["Double"] = 0.1,
            ["WholeDouble"] = 3.0,
            ["Negative"] = -1.5e300,
            ["True"] = true,
            ["False"] = false,
            ["Time"] = new DateTimeOffset(2026, 11, 22, 9, 8, 7, TimeSpan.Zero).AddTicks(1_234_567),
            ["WholeTime"] = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            ["Bytes"] = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray(),
            ["NoBytes"] = Array.Empty<byte>(),
            ["LooksLikeTime"] = "2026-11-22T09:08:07Z",
            ["_under_score9"] = "x",
        };
        await InsertAsync(written);
        var read = await ReadAsync("r");
        CollectionAssert.AreEquivalent(written.Properties.Keys.ToArray(), read.Properties.Keys.ToArray());
        foreach (var (name, value) in written.Properties)
        {
            Assert.AreEqual(value.GetType(), read[name]!.GetType(), name);
            if (value is byte[] bytes)
            {
                CollectionAssert.AreEqual(bytes, read.GetBytes(name), name);
            }
            else
            {
                Assert.AreEqual(value, read[name], name);
            }
        }
    }

    [TestMethod]
    public async Task Values_survive_a_query_and_a_transaction_as_they_survive_a_single_write()
    {
        var time = new DateTimeOffset(2026, 11, 22, 9, 8, 7, TimeSpan.Zero).AddTicks(1);
        await Tables.SubmitAsync("Contract", Own,
        [
            new TableWrite.Insert(new TableRow("a") { ["Text"] = "ü\r\n--changeset_1--\r\n😀", ["Long"] = 5L, ["Time"] = time, ["Bytes"] = new byte[] { 1, 2 } }),
            new TableWrite.Insert(Row("b", "Double", 2.0)),
        ], Stop);
        var rows = await ListAsync();
        Assert.HasCount(2, rows);
        Assert.AreEqual("ü\r\n--changeset_1--\r\n😀", rows[0].GetString("Text"));
        Assert.AreEqual(5L, rows[0]["Long"]);
        Assert.AreEqual(time, rows[0].GetTime("Time"));
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, rows[0].GetBytes("Bytes"));
        Assert.AreEqual(2.0, rows[1]["Double"]);
        Assert.AreEqual(rows[0].ETag, (await ReadAsync("a")).ETag);
    }

    [TestMethod]
    [DataRow("it's")]
    [DataRow("two''quotes")]
    [DataRow("space and+plus")]
    [DataRow("percent%41")]
    [DataRow("Ünïcode-日本語")]
    [DataRow("emoji😀")]
    [DataRow("(paren),comma;semi:colon=@&$!~*|<>{}[]^`\"")]
    [DataRow("dots.and-dashes_")]
    public async Task Keys_with_unusual_characters_name_their_row_and_no_other(string key)
    {
        var partition = Own + key;
        var etag = (await Tables.SubmitAsync("Contract", partition, [new TableWrite.Insert(Row(key, "N", 1))], Stop))[0];
        await Tables.SubmitAsync("Contract", partition, [new TableWrite.Insert(Row(key + "x", "N", 2)), new TableWrite.Replace(Row(key, "N", 3), etag)], Stop);
        Assert.AreEqual(3, (await Tables.GetAsync("Contract", partition, key, Stop))!.GetInt32("N"));
        var found = new List<string>();
        await foreach (var row in Tables.QueryAsync("Contract", partition, key, key + "x", Stop))
        {
            found.Add(row.RowKey);
        }

        CollectionAssert.AreEqual(new[] { key }, found);
    }

    [TestMethod]
    public async Task Insert_conflicts_with_an_existing_row_and_leaves_it()
    {
        await InsertAsync(Row("r", "N", 1));
        var conflict = await ConflictAsync(() => InsertAsync(Row("r", "N", 2)));
        Assert.AreEqual(StorageConflict.Exists, conflict.Kind);
        Assert.AreEqual(0, conflict.Index);
        Assert.AreEqual(1, (await ReadAsync("r")).GetInt32("N"));
    }

    [TestMethod]
    public async Task S1_of_fifty_parallel_inserts_of_one_key_exactly_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async index =>
        {
            try
            {
                await InsertAsync(Row("seat-1", "By", index));
                return index;
            }
            catch (StorageConflictException conflict) when (conflict.Kind is StorageConflict.Exists)
            {
                return -1;
            }
        }));
        var winner = outcomes.Single(outcome => outcome >= 0);
        Assert.AreEqual(winner, (await ReadAsync("seat-1")).GetInt32("By"));
    }

    [TestMethod]
    public async Task S1_twenty_writers_count_to_four_hundred_without_losing_one()
    {
        await InsertAsync(Row("counter", "N", 0));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            for (var done = 0; done < 20;)
            {
                var row = await ReadAsync("counter");
                try
                {
                    await Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("counter", "N", row.GetInt32("N") + 1), row.ETag)], Stop);
                    done++;
                }
                catch (StorageConflictException conflict) when (conflict.Kind is StorageConflict.Changed)
                {
                    // Somebody else counted: read again.
                }
            }
        }));
        Assert.AreEqual(400, (await ReadAsync("counter")).GetInt32("N"));
    }

    [TestMethod]
    public async Task Replace_drops_properties_it_does_not_name_and_answers_the_new_version()
    {
        var first = await InsertAsync(new TableRow("r") { ["A"] = 1, ["B"] = 2 });
        var second = (await Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("r", "A", 3), first)], Stop))[0];
        var row = await ReadAsync("r");
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(second, row.ETag);
        Assert.IsNull(row["B"]);
    }

    [TestMethod]
    public async Task Replace_with_a_stale_version_conflicts()
    {
        var first = await InsertAsync(Row("r", "N", 1));
        await Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("r", "N", 2), first)], Stop);
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("r", "N", 3), first)], Stop));
        Assert.AreEqual(StorageConflict.Changed, conflict.Kind);
        Assert.AreEqual(2, (await ReadAsync("r")).GetInt32("N"));
    }

    [TestMethod]
    public async Task Replace_of_an_absent_row_conflicts_as_missing()
    {
        var etag = await InsertAsync(Row("r", "N", 1));
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("other", "N", 3), etag)], Stop));
        Assert.AreEqual(StorageConflict.Missing, conflict.Kind);
        Assert.IsNull(await Tables.GetAsync("Contract", Own, "other", Stop));
    }

    [TestMethod]
    public async Task A_row_deleted_and_inserted_again_is_another_version()
    {
        var first = await InsertAsync(Row("r", "N", 1));
        await Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", first)], Stop);
        await InsertAsync(Row("r", "N", 1));
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", first)], Stop));
        Assert.AreEqual(StorageConflict.Changed, conflict.Kind);
    }

    [TestMethod]
    public async Task A_write_without_a_version_is_refused_and_never_becomes_unconditional()
    {
        await InsertAsync(Row("r", "N", 1));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("r", "N", 2), "")], Stop));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", "")], Stop));
        Assert.AreEqual(1, (await ReadAsync("r")).GetInt32("N"));
    }

    [TestMethod]
    public async Task Upsert_puts_and_replaces_whatever_was_there()
    {
        await Tables.SubmitAsync("Contract", Own, [new TableWrite.Upsert(new TableRow("r") { ["A"] = 1 })], Stop);
        var etag = (await Tables.SubmitAsync("Contract", Own, [new TableWrite.Upsert(Row("r", "B", 2))], Stop))[0];
        var row = await ReadAsync("r");
        Assert.AreEqual(etag, row.ETag);
        Assert.IsNull(row["A"]);
        Assert.AreEqual(2, row.GetInt32("B"));
    }

    [TestMethod]
    public async Task Delete_needs_the_version_or_a_star_and_an_existing_row()
    {
        var etag = await InsertAsync(Row("r", "N", 1));
        await Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("r", "N", 2), etag)], Stop);
        Assert.AreEqual(StorageConflict.Changed, (await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", etag)], Stop))).Kind);
        CollectionAssert.AreEqual(new[] { "" }, (await Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", "*")], Stop)).ToArray());
        Assert.IsNull(await Tables.GetAsync("Contract", Own, "r", Stop));
        Assert.AreEqual(StorageConflict.Missing, (await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Delete("r", "*")], Stop))).Kind);
    }

    [TestMethod]
    public async Task Transaction_applies_every_kind_of_write_and_answers_versions_in_order()
    {
        var replaced = await InsertAsync(Row("replaced", "N", 1));
        await InsertAsync(Row("deleted", "N", 1));
        var etags = await Tables.SubmitAsync("Contract", Own,
        [
            new TableWrite.Insert(Row("inserted", "N", 2)),
            new TableWrite.Replace(Row("replaced", "N", 3), replaced),
            new TableWrite.Delete("deleted", "*"),
            new TableWrite.Upsert(Row("upserted", "N", 4)),
        ], Stop);
        Assert.HasCount(4, etags);
        Assert.AreEqual("", etags[2]);
        Assert.AreEqual(etags[0], (await ReadAsync("inserted")).ETag);
        Assert.AreEqual(etags[1], (await ReadAsync("replaced")).ETag);
        Assert.AreEqual(etags[3], (await ReadAsync("upserted")).ETag);
        CollectionAssert.AreEqual(new[] { "inserted", "replaced", "upserted" }, (await ListAsync()).Select(row => row.RowKey).ToArray());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(7)]
    public async Task Transaction_with_one_existing_key_writes_nothing_and_names_it(int offending)
    {
        await InsertAsync(Row($"r{offending}", "N", -1));
        var writes = Enumerable.Range(0, 8).Select(index => new TableWrite.Insert(Row($"r{index}", "N", index))).ToArray();
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own, writes, Stop));
        Assert.AreEqual(StorageConflict.Exists, conflict.Kind);
        Assert.AreEqual(offending, conflict.Index);
        var rows = await ListAsync();
        Assert.HasCount(1, rows);
        Assert.AreEqual(-1, rows[0].GetInt32("N"));
    }

    [TestMethod]
    public async Task Transaction_with_a_stale_version_takes_back_what_came_before()
    {
        var stale = await InsertAsync(Row("b", "N", 1));
        var current = await InsertAsync(Row("a", "N", 1));
        await InsertAsync(Row("c", "N", 1));
        await Tables.SubmitAsync("Contract", Own, [new TableWrite.Replace(Row("b", "N", 2), stale)], Stop);
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own,
            [new TableWrite.Replace(Row("a", "N", 9), current), new TableWrite.Delete("c", "*"), new TableWrite.Replace(Row("b", "N", 9), stale)], Stop));
        Assert.AreEqual(StorageConflict.Changed, conflict.Kind);
        Assert.AreEqual(2, conflict.Index);
        CollectionAssert.AreEqual(new[] { 1, 2, 1 }, (await ListAsync()).Select(row => row.GetInt32("N")).ToArray());
        Assert.AreEqual(current, (await ReadAsync("a")).ETag);
    }

    [TestMethod]
    public async Task Transaction_with_a_missing_row_takes_back_what_came_before()
    {
        var etag = await InsertAsync(Row("a", "N", 1));
        var conflict = await ConflictAsync(() => Tables.SubmitAsync("Contract", Own,
            [new TableWrite.Insert(Row("b", "N", 1)), new TableWrite.Replace(Row("c", "N", 1), etag)], Stop));
        Assert.AreEqual(StorageConflict.Missing, conflict.Kind);
        Assert.AreEqual(1, conflict.Index);
        Assert.HasCount(1, await ListAsync());
    }

    [TestMethod]
    public async Task S1_of_twenty_overlapping_transactions_exactly_one_wins_whole()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(async index =>
        {
            try
            {
                await Tables.SubmitAsync("Contract", Own, [new TableWrite.Insert(Row($"own-{index:00}", "N", index)), new TableWrite.Insert(Row("shared", "N", index))], Stop);
                return true;
            }
            catch (StorageConflictException conflict) when (conflict.Index == 1)
            {
                return false;
            }
        }));
        var winner = Array.IndexOf(won, true);
        Assert.AreEqual(1, won.Count(each => each));
        CollectionAssert.AreEqual(new[] { $"own-{winner:00}", "shared" }, (await ListAsync()).Select(row => row.RowKey).ToArray());
    }

    [TestMethod]
    public async Task Query_answers_its_range_in_ordinal_order()
    {
        string[] keys = ["a", "B", "b", "Z", "aa", "ä", "0", "~"];
        foreach (var key in keys)
        {
            await InsertAsync(Row(key, "N", 1));
        }

        async Task<string> Keys(string? from = null, string? to = null) => string.Join(' ', (await ListAsync(from, to)).Select(row => row.RowKey));
        Assert.AreEqual("0 B Z a aa b ~ ä", await Keys());
        Assert.AreEqual("a aa b", await Keys("a", "c"));
        Assert.AreEqual("a aa", await Keys("a", "b"));
        Assert.AreEqual("b ~ ä", await Keys(from: "ab"));
        Assert.AreEqual("0 B", await Keys(to: "C"));
        Assert.AreEqual("", await Keys("c", "d"));
        Assert.AreEqual("", await Keys("d", "c"));
    }

    [TestMethod]
    public async Task Query_goes_on_beyond_a_thousand_rows_without_a_gap()
    {
        for (var first = 0; first < 2100; first += 100)
        {
            var start = first;
            await Tables.SubmitAsync("Contract", Own, [.. Enumerable.Range(start, 100).Select(index => new TableWrite.Insert(Row($"{index:00000}", "N", index)))], Stop);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 2100).ToArray(), (await ListAsync()).Select(row => row.GetInt32("N")).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(1500, 300).ToArray(), (await ListAsync("01500", "01800")).Select(row => row.GetInt32("N")).ToArray());
    }

    [TestMethod]
    public async Task Query_pages_large_rows_too()
    {
        for (var index = 0; index < 40; index++)
        {
            await InsertAsync(Row($"{index:00}", "Bytes", new byte[60 * 1024]));
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(index => $"{index:00}").ToArray(), (await ListAsync()).Select(row => row.RowKey).ToArray());
    }

    [TestMethod]
    public async Task A_cancelled_write_is_not_written()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Tables.SubmitAsync("Contract", Own, [new TableWrite.Insert(Row("r", "N", 1))], cancelled.Token));
        Assert.IsNull(await Tables.GetAsync("Contract", Own, "r", Stop));
    }
}
