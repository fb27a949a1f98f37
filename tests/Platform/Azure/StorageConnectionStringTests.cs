using CodeMeet.Platform.Azure;

namespace CodeMeet.Tests.Platform.Azure;

[TestClass]
public sealed class StorageConnectionStringTests
{
    [TestMethod]
    public void Account_and_suffix_make_the_three_addresses()
    {
        var parsed = StorageConnectionString.Parse("DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=a2V5PQ==;EndpointSuffix=core.chinacloudapi.cn");
        Assert.AreEqual("acct", parsed.AccountName);
        CollectionAssert.AreEqual("key="u8.ToArray(), parsed.Key);
        Assert.AreEqual("https://acct.table.core.chinacloudapi.cn/", parsed.Tables.AbsoluteUri);
        Assert.AreEqual("https://acct.queue.core.chinacloudapi.cn/", parsed.Queues.AbsoluteUri);
        Assert.AreEqual("https://acct.blob.core.chinacloudapi.cn/", parsed.Blobs.AbsoluteUri);
    }

    [TestMethod]
    public void Explicit_endpoints_win_and_spaces_and_case_do_not_matter()
    {
        var parsed = StorageConnectionString.Parse(" accountname = acct ; AccountKey=a2V5; TableEndpoint=http://127.0.0.1:9/acct/ ;");
        Assert.AreEqual("http://127.0.0.1:9/acct", parsed.Tables.AbsoluteUri);
        Assert.AreEqual("https://acct.blob.core.windows.net/", parsed.Blobs.AbsoluteUri);
    }

    [TestMethod]
    public void Development_storage_is_the_emulator_at_its_usual_ports()
    {
        var parsed = StorageConnectionString.Parse("UseDevelopmentStorage=true");
        Assert.AreEqual("devstoreaccount1", parsed.AccountName);
        Assert.AreEqual("http://127.0.0.1:10000/devstoreaccount1", parsed.Blobs.AbsoluteUri);
        Assert.AreEqual("http://127.0.0.1:10001/devstoreaccount1", parsed.Queues.AbsoluteUri);
        Assert.AreEqual("http://127.0.0.1:10002/devstoreaccount1", parsed.Tables.AbsoluteUri);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("AccountName=acct")]
    [DataRow("AccountKey=a2V5")]
    [DataRow("AccountName=acct;AccountKey=c2VjcmV0-not-base64!")]
    [DataRow("AccountName=acct;AccountKey=a2V5;BlobEndpoint=ftp://x")]
    [DataRow("AccountName=acct;AccountName=other;AccountKey=a2V5")]
    public void What_cannot_work_is_refused_without_showing_the_key(string text)
    {
        var failure = Assert.ThrowsExactly<FormatException>(() => StorageConnectionString.Parse(text));
        Assert.DoesNotContain("c2VjcmV0", failure.Message, StringComparison.Ordinal);
    }
}
