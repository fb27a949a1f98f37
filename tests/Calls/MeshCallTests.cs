using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CodeMeet.Tests.Calls;

/// <summary>The mesh: pages reach each other by signals and relays, each of which judges anew at every use.</summary>
[TestClass]
public sealed class MeshCallTests : CallProviderContract
{
    private protected override Task<string[]> SettingsAsync() => Task.FromResult<string[]>(["Calls:Turn=turn:turn.example", "Calls:TurnSecret=north"]);

    private protected override Task<Answer> AskAsync(Person page) => page.GetAsync("ice", Stop);

    private protected override DateTimeOffset ExpiryOf(Answer asked) => (DateTimeOffset)asked.Json["expiresAt"]!;

    /// <summary>The relay would take the credentials, and a signal would be carried: nobody meets without both.</summary>
    private protected override async Task<bool> OpensAsync(Person page, Answer asked)
    {
        var server = asked.Json["servers"]!.AsArray().Single()!;
        var username = (string)server["username"]!;
#pragma warning disable CA5350 // coturn's own choice.
        var expected = Convert.ToBase64String(HMACSHA1.HashData("north"u8, Encoding.UTF8.GetBytes(username)));
#pragma warning restore CA5350
        var isAlive = long.Parse(username.Split(':')[0], CultureInfo.InvariantCulture) > Clock.GetUtcNow().ToUnixTimeSeconds();
        var others = Enumerable.Range(1, 4).Where(clientId => clientId != page.ClientId);
        var signalled = await Task.WhenAll(others.Select(to => page.PostAsync("signals", new { to, data = "offer" }, Stop)));
        foreach (var answer in signalled)
        {
            Assert.AreNotEqual(429, answer.Status, "Refused for haste, which proves nothing.");
        }

        return (string)server["credential"]! == expected && isAlive && signalled.Any(answer => answer.Status == 204);
    }

    [TestMethod]
    public async Task Pages_hear_that_they_carry_the_call_themselves()
    {
        var (host, _) = await TwoAsync();
        Assert.AreEqual("""{"provider":"mesh"}""", (await host.GetAsync("call", Stop)).Text);
    }
}
