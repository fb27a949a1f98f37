using System.Globalization;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>What every table refuses, whichever adapter it has: what Azure would.</summary>
public abstract class TableLimitsContract : StorageContract
{
    [TestMethod]
    public async Task Transaction_of_a_hundred_writes_is_taken_and_of_one_more_refused()
    {
        var writes = Enumerable.Range(0, 101).Select(index => new TableWrite.Insert(Row($"r{index:000}", "N", index))).ToArray();
        await Assert.ThrowsExactlyAsync<StorageLimitException>(() => Tables.SubmitAsync("Contract", Own, writes, Stop));
        Assert.HasCount(100, await Tables.SubmitAsync("Contract", Own, writes[..100], Stop));
        Assert.HasCount(100, await ListAsync());
    }

    [TestMethod]
    public async Task Transaction_names_a_row_once_and_is_not_empty()
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Tables.SubmitAsync("Contract", Own, [], Stop));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() =>
            Tables.SubmitAsync("Contract", Own, [new TableWrite.Insert(Row("r", "N", 1)), new TableWrite.Delete("r", "*")], Stop));
        Assert.IsEmpty(await ListAsync());
    }

    [TestMethod]
    public async Task Transaction_beyond_four_mebibytes_is_refused_and_one_below_taken()
    {
        static TableWrite Big(int index) => new TableWrite.Insert(Row($"r{index}", "Bytes", new byte[60 * 1024]));
        await Assert.ThrowsExactlyAsync<StorageLimitException>(() => Tables.SubmitAsync("Contract", Own, [.. Enumerable.Range(0, 52).Select(Big)], Stop));
        await Tables.SubmitAsync("Contract", Own, [.. Enumerable.Range(0, 50).Select(Big)], Stop);
        Assert.HasCount(50, await ListAsync());
    }

    [TestMethod]
    public async Task Row_limits_are_those_of_Azure_on_every_adapter()
    {
        async Task Refused(TableRow row) => await Assert.ThrowsExactlyAsync<StorageLimitException>(() => InsertAsync(row));
        await Refused(Row("r", "Text", new string('x', (32 * 1024) + 1)));
        await Refused(Row("r", "Bytes", new byte[(64 * 1024) + 1]));
        await Refused(Row("r", "Text", "half \ud83d a pair"));
        var tooMany = new TableRow("r");
        for (var index = 0; index <= 252; index++)
        {
            tooMany["P" + index.ToString(CultureInfo.InvariantCulture)] = index;
        }

        await Refused(tooMany);
        var tooBig = new TableRow("r");
        for (var index = 0; index < 16; index++)
        {
            tooBig["B" + index.ToString(CultureInfo.InvariantCulture)] = new byte[64 * 1024];
        }

        await Refused(tooBig);
        Assert.IsEmpty(await ListAsync());

        var full = new TableRow("full") { ["Text"] = new string('ü', 32 * 1024), ["Bytes"] = new byte[64 * 1024] };
        for (var index = 2; index < 252; index++)
        {
            full["P" + index.ToString(CultureInfo.InvariantCulture)] = index;
        }

        await InsertAsync(full);
        Assert.HasCount(252, (await ReadAsync("full")).Properties);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a/b")]
    [DataRow("a\\b")]
    [DataRow("a#b")]
    [DataRow("a?b")]
    [DataRow("a\tb")]
    [DataRow("a\u0085b")]
    public async Task Keys_that_Azure_refuses_are_refused(string key)
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row(key, "N", 1)));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Tables.GetAsync("Contract", key, "r", Stop));
    }

    /// <summary>Attributes cannot carry half a pair, so this is no data row.</summary>
    [TestMethod]
    public async Task Key_with_half_a_surrogate_pair_is_refused() =>
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row("half\ud800", "N", 1)));

    [TestMethod]
    public async Task Keys_have_up_to_512_characters()
    {
        var key = new string('k', 512);
        await InsertAsync(Row(key, "N", 1));
        Assert.AreEqual(1, (await ReadAsync(key)).GetInt32("N"));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row(key + "k", "N", 1)));
    }

    [TestMethod]
    [DataRow("PartitionKey")]
    [DataRow("Timestamp")]
    [DataRow("9lives")]
    [DataRow("odata.etag")]
    [DataRow("")]
    public async Task Property_names_that_Azure_takes_for_itself_are_refused(string name) =>
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row("r", name, 1)));

    [TestMethod]
    public async Task Values_of_other_types_are_refused()
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row("r", "Decimal", 1m)));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row("r", "NaN", double.NaN)));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => InsertAsync(Row("r", "Long ago", DateTimeOffset.MinValue)));
    }
}
