using System.Text;
using CodeMeet.Calls;

namespace CodeMeet.Tests.Calls;

/// <summary>Where pages can reach each other from, and the credentials for it.</summary>
[TestClass]
public sealed class IceTests
{
    private static readonly string[] s_turn = ["Calls:Stun=stun:stun.example:3478", "Calls:Turn=turn:turn.example:3478?transport=udp, turns:turn.example:5349", "Calls:TurnSecret=north"];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public void Credentials_are_those_of_coturns_shared_secret_scheme()
    {
        // By hand: printf '1700000000:p-1' | openssl dgst -sha1 -hmac north -binary | base64
        var (username, credential) = IceServers.Credentials(Encoding.UTF8.GetBytes("north"), "p-1", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        Assert.AreEqual("1700000000:p-1", username);
        Assert.AreEqual("4fVfFOXdOyuYBbhpUlx0mS/p6cs=", credential);
    }

    [TestMethod]
    public async Task Credentials_are_ones_own_run_out_and_are_kept_by_no_cache()
    {
        var clock = new Clock();
        await using var app = await App.StartAsync(clock, null, s_turn);
        var host = await Person.CreateAsync(app.Http, cancellationToken: Stop);
        var guest = await host.LetInAsync("observer", "Olga", Stop);
        var (hers, theirs) = (await host.GetAsync("ice", Stop), await guest.GetAsync("ice", Stop));

        Assert.AreEqual("no-store", hers.Headers.CacheControl?.ToString());
        Assert.AreEqual("all", (string?)hers.Json["policy"]);
        var servers = hers.Json["servers"]!.AsArray();
        Assert.AreEqual("""{"urls":["stun:stun.example:3478"]}""", servers[0]!.ToJsonString());
        CollectionAssert.AreEqual(new[] { "turn:turn.example:3478?transport=udp", "turns:turn.example:5349" }, servers[1]!["urls"]!.AsArray().Select(url => (string)url!).ToArray());

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()) + IceServers.CredentialLifetime;
        Assert.AreEqual(expiresAt, (DateTimeOffset)hers.Json["expiresAt"]!);
        Assert.AreEqual($"{expiresAt.ToUnixTimeSeconds()}:{host.Id}", (string?)servers[1]!["username"]);
        Assert.AreEqual(IceServers.Credentials("north"u8, host.Id, expiresAt).Credential, (string?)servers[1]!["credential"]);
        Assert.AreEqual($"{expiresAt.ToUnixTimeSeconds()}:{guest.Id}", (string?)theirs.Json["servers"]![1]!["username"]);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(expiresAt + TimeSpan.FromMinutes(1), (DateTimeOffset)(await host.GetAsync("ice", Stop)).Json["expiresAt"]!);
    }

    [TestMethod]
    public async Task Without_settings_there_are_no_servers_and_nothing_expires()
    {
        await using var app = await App.StartAsync();
        var host = await Person.CreateAsync(app.Http, cancellationToken: Stop);
        Assert.AreEqual("""{"servers":[],"policy":"all"}""", (await host.GetAsync("ice", Stop)).Text);
    }

    [TestMethod]
    public async Task Settings_that_cannot_work_keep_the_app_from_starting()
    {
        foreach (var settings in new string[][]
        {
            ["Calls:Turn=turn:turn.example"],
            ["Calls:RelayOnly=true"],
            ["Calls:Stun=stun.example:3478"],
            ["Calls:Turn=stun:turn.example", "Calls:TurnSecret=north"],
        })
        {
            await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => App.StartAsync(null, null, settings), string.Join(' ', settings));
        }
    }
}
