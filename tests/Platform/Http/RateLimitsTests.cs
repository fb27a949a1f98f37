using System.Net;
using CodeMeet.Platform.Http;
using Microsoft.Extensions.Configuration;

namespace CodeMeet.Tests.Platform.Http;

[TestClass]
public sealed class RateLimitsTests
{
    [TestMethod]
    [DataRow("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true, DisplayName = "one /64 is one caller")]
    [DataRow("2001:db8:1:2::1", "2001:db8:1:3::1", false, DisplayName = "the next /64 is another")]
    [DataRow("192.0.2.1", "::ffff:192.0.2.1", true, DisplayName = "an IPv4 address is the same one when mapped")]
    [DataRow("192.0.2.1", "192.0.2.2", false, DisplayName = "two IPv4 addresses are two callers")]
    public void Addresses_share_a_bucket_exactly_if_they_are_one_callers(string first, string second, bool shared)
    {
        using var limits = new RateLimits(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["RateLimits:AddressPerSecond"] = "1" })
            .Build());
        for (var i = 0; i < 4; i++)
        {
            Assert.IsTrue(limits.TakeForAddress(IPAddress.Parse(first)));
        }

        Assert.AreEqual(!shared, limits.TakeForAddress(IPAddress.Parse(second)));
    }
}
