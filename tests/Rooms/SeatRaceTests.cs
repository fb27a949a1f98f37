using CodeMeet.Tests.Platform.Azure;

namespace CodeMeet.Tests.Rooms;

/// <summary>Rules R1 and R2 on two processes over one storage.</summary>
[TestClass]
public sealed class SeatRaceTests
{
    private const int Callers = 60;

    /// <summary>Joins that can succeed in a pair room: the host has the fourth seat.</summary>
    private const int FreeSeats = 3;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task R1_simultaneous_joins_from_two_processes_on_SQLite_fill_exactly_the_free_seats()
    {
        using var storage = new TemporaryFolder();
        await JoinRaceAsync(Settings(storage), Soak.Of(soak: 100, sample: 12));
    }

    [TestMethod]
    public async Task R1_simultaneous_joins_from_two_processes_on_Azurite_fill_exactly_the_free_seats()
    {
        using var storage = new TemporaryFolder();
        var settings = Settings(storage);
        settings["Storage:ConnectionString"] = (await Azurite.SharedAsync()).ConnectionString;
        await JoinRaceAsync(settings, Soak.Of(soak: 100, sample: 4));
    }

    [TestMethod]
    public async Task R2_join_and_end_cannot_both_win()
    {
        using var storage = new TemporaryFolder();
        await using var one = await AppProcess.StartAsync(Settings(storage), Ct);
        await using var two = await AppProcess.StartAsync(Settings(storage), Ct);
        for (var round = 0; round < Soak.Of(soak: 200, sample: 40); round++)
        {
            var host = await Person.CreateAsync(one.Http, cancellationToken: Ct);
            var end = host.PostAsync("end", cancellationToken: Ct);
            var join = Person.TryJoinAsync(two.Http, host.RoomId, host.Invite(), cancellationToken: Ct);
            Assert.AreEqual(200, (await end).Status);
            var joined = await join;
            Assert.IsTrue(joined.Status == 200 || joined.Code == "ROOM_ENDED", joined.Text);

            // A join that was answered 200 committed before the end; whoever comes after sees the ended room and no more people in it than were let in.
            var after = await host.GetAsync(cancellationToken: Ct);
            Assert.AreEqual("ended", (string?)after.Json["room"]!["state"]);
            Assert.HasCount(joined.Status == 200 ? 2 : 1, after.Json["participants"]!.AsArray());
            if (joined.Status == 200)
            {
                Assert.IsLessThan(DateTimeOffset.Parse((string)after.Json["room"]!["endedAt"]!, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(1),
                    DateTimeOffset.Parse((string)joined.Json["participant"]!["joinedAt"]!, System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private async Task JoinRaceAsync(Dictionary<string, string> settings, int rooms)
    {
        await using var one = await AppProcess.StartAsync(settings, Ct);
        await using var two = await AppProcess.StartAsync(settings, Ct);
        for (var round = 0; round < rooms; round++)
        {
            var host = await Person.CreateAsync(one.Http, cancellationToken: Ct);
            var invite = host.Invite();
            var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i =>
                Person.TryJoinAsync(i % 2 == 0 ? one.Http : two.Http, host.RoomId, invite, $"Guest {i}", Ct)));

            Assert.AreEqual(FreeSeats, answers.Count(a => a.Status == 200), string.Join('\n', answers.Select(a => a.Text).Distinct(StringComparer.Ordinal).Take(5)));
            foreach (var refused in answers.Where(a => a.Status != 200))
            {
                refused.IsRefused(409, "ROOM_FULL");
            }

            var people = (await host.GetAsync(cancellationToken: Ct)).Json["participants"]!.AsArray();
            CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3 }, people.Select(p => (int)p!["seat"]!).ToArray(), "four seats, each with its participant");
            CollectionAssert.AreEquivalent(
                answers.Where(a => a.Status == 200).Select(a => (string?)a.Json["participant"]!["id"]).Append(host.Id).ToArray(),
                people.Select(p => (string?)p!["id"]).ToArray(), "no orphan");
        }
    }

    private static Dictionary<string, string> Settings(TemporaryFolder folder) => new(StringComparer.Ordinal)
    {
        ["Data:Directory"] = folder.Path,
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
    };
}
