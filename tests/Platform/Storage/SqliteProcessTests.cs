using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

/// <summary>The SQLite file between processes: two at once, and one that is killed.</summary>
[TestClass]
public sealed class SqliteProcessTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task S1_two_processes_contend_and_nothing_is_lost_or_won_twice()
    {
        using var home = new SqliteHome();
        await home.Tables.SubmitAsync("Shared", "p", [new TableWrite.Insert(new TableRow("counter") { ["N"] = 0 })], Stop);
        await Task.WhenAll(Enumerable.Range(0, StoragePeer.Messages).Select(number => home.Queues.SendAsync("shared", $"{number}", TimeSpan.Zero, Stop)));
        using var child = TestProcess.Start("storage-contender", home.Directory, "child");
        try
        {
            Assert.AreEqual("ready", await child.StandardOutput.ReadLineAsync(Stop));
            await child.StandardInput.WriteLineAsync("go");
            await child.StandardInput.FlushAsync(Stop);
            var own = await StoragePeer.ContendAsync(home, "parent", Stop);
            var others = new List<string>();
            for (var line = await child.StandardOutput.ReadLineAsync(Stop); line is not "done"; line = await child.StandardOutput.ReadLineAsync(Stop))
            {
                others.Add(line ?? throw new AssertFailedException("The child ended early."));
            }

            Assert.AreEqual(2 * StoragePeer.Increments, (await home.Tables.GetAsync("Shared", "p", "counter", Stop))!.GetInt32("N"));
            CollectionAssert.AreEquivalent(
                Enumerable.Range(0, StoragePeer.Contested).Select(number => $"key claim-{number:000}")
                    .Concat(Enumerable.Range(0, StoragePeer.Messages).Select(number => $"message {number}")).ToArray(),
                own.Concat(others).ToArray());
            await AssertClaimsAsync(home, "parent", own);
            await AssertClaimsAsync(home, "child", others);
            CollectionAssert.Contains(others, $"key claim-{StoragePeer.Contested - 1:000}");
        }
        finally
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task C2_what_was_acknowledged_survives_kill_nine()
    {
        var directory = Directory.CreateTempSubdirectory("codemeet-").FullName;
        var acknowledged = new List<string>();
        using (var child = TestProcess.Start("storage-writer", directory))
        {
            for (var line = await child.StandardOutput.ReadLineAsync(Stop); line is not null; line = await child.StandardOutput.ReadLineAsync(Stop))
            {
                acknowledged.Add(line);
                if (acknowledged.Count == 1500)
                {
                    child.Kill();
                }
            }

            await child.WaitForExitAsync(Stop);
        }

        Assert.IsGreaterThanOrEqualTo(1500, acknowledged.Count);
        var stored = new HashSet<string>(StringComparer.Ordinal);
        using (var home = new SqliteHome(directory))
        {
            await foreach (var row in home.Tables.QueryAsync("Durable", "p", cancellationToken: Stop))
            {
                Assert.AreEqual(row.RowKey, row.GetString("Text"));
                stored.Add(row.RowKey);
            }
        }

        Directory.Delete(directory, recursive: true);
        // The last line may have been cut by the kill.
        Assert.IsEmpty(acknowledged.Where(key => key.Length == "00-000000".Length && !stored.Contains(key)));
    }

    /// <summary>A claim is stored with the winner's own row, and without the loser's: the transaction was whole.</summary>
    private async Task AssertClaimsAsync(SqliteHome home, string name, List<string> told)
    {
        var claims = told.Where(line => line.StartsWith("key ", StringComparison.Ordinal)).Select(line => line["key claim-".Length..]).Order(StringComparer.Ordinal).ToArray();
        foreach (var claim in claims)
        {
            Assert.AreEqual(name, (await home.Tables.GetAsync("Shared", "p", "claim-" + claim, Stop))!.GetString("By"));
        }

        var rows = new List<string>();
        await foreach (var row in home.Tables.QueryAsync("Shared", "p", name + "-", name + ".", Stop))
        {
            rows.Add(row.RowKey[(name.Length + 1)..]);
        }

        CollectionAssert.AreEqual(claims, rows);
    }
}
