using CodeMeet.Platform.Azure;
using CodeMeet.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeMeet.Tests.Platform.Azure;

/// <summary>What the service may answer and the emulator never does: empty pages, failures between tries, pages of a gateway.</summary>
[TestClass]
public sealed class TableProtocolTests : IAsyncDisposable
{
    private readonly List<string> _requests = [];
    private WebApplication? _server;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Query_goes_on_after_an_empty_page_with_the_same_filter()
    {
        var tables = await StartAsync(async (http, request) =>
        {
            var query = http.Request.Query;
            Assert.AreEqual("PartitionKey eq 'it''s' and RowKey ge 'a' and RowKey lt 'b'", query["$filter"].ToString());
            http.Response.ContentType = "application/json;odata=minimalmetadata";
            switch (request)
            {
                case 1:
                    http.Response.Headers["x-ms-continuation-NextPartitionKey"] = "1!8!a b/";
                    http.Response.Headers["x-ms-continuation-NextRowKey"] = "1!4!x";
                    await http.Response.WriteAsync("""{"value":[{"odata.etag":"W/\"1\"","PartitionKey":"it's","RowKey":"a1","N":1}]}""", http.RequestAborted);
                    break;
                case 2:
                    Assert.AreEqual("1!8!a b/", query["NextPartitionKey"].ToString());
                    Assert.AreEqual("1!4!x", query["NextRowKey"].ToString());
                    http.Response.Headers["x-ms-continuation-NextPartitionKey"] = "2";
                    await http.Response.WriteAsync("""{"value":[]}""", http.RequestAborted);
                    break;
                default:
                    Assert.AreEqual("2", query["NextPartitionKey"].ToString());
                    Assert.IsFalse(query.ContainsKey("NextRowKey"));
                    await http.Response.WriteAsync("""{"value":[{"odata.etag":"W/\"2\"","PartitionKey":"it's","RowKey":"a2","N":2.0,"L@odata.type":"Edm.Int64","L":"9"}]}""", http.RequestAborted);
                    break;
            }
        });
        var rows = new List<TableRow>();
        await foreach (var row in tables.QueryAsync("Rooms", "it's", "a", "b", TestContext.CancellationToken))
        {
            rows.Add(row);
        }

        CollectionAssert.AreEqual(new[] { "a1", "a2" }, rows.Select(row => row.RowKey).ToArray());
        Assert.AreEqual(1, rows[0]["N"]);
        Assert.AreEqual(2.0, rows[1]["N"]);
        Assert.AreEqual(9L, rows[1]["L"]);
        Assert.AreEqual("W/\"2\"", rows[1].ETag);
        Assert.HasCount(3, _requests);
    }

    [TestMethod]
    public async Task A_batch_that_failed_inside_an_accepted_answer_is_a_conflict_at_its_index()
    {
        var tables = await StartAsync((http, _) => WriteBatchAsync(http, "409 Conflict", """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"2:The specified entity already exists.\nRequestId:1"}}}"""));
        var conflict = await Assert.ThrowsExactlyAsync<StorageConflictException>(() => SubmitAsync(tables, 3));
        Assert.AreEqual(StorageConflict.Exists, conflict.Kind);
        Assert.AreEqual(2, conflict.Index);
    }

    [TestMethod]
    public async Task A_batch_answered_with_too_few_results_is_a_failure()
    {
        var tables = await StartAsync((http, _) => WriteBatchAsync(http, "204 No Content", ""));
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(() => SubmitAsync(tables, 2));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task S1_a_conflict_after_a_try_without_an_answer_is_not_called_a_conflict(int writes)
    {
        var tables = await StartAsync(async (http, request) =>
        {
            if (request == 1)
            {
                // It may have been written before this came out.
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            const string exists = """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"0:The specified entity already exists."}}}""";
            if (writes > 1)
            {
                await WriteBatchAsync(http, "409 Conflict", exists);
            }
            else
            {
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsync(exists, http.RequestAborted);
            }
        });
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(() => SubmitAsync(tables, writes));
        Assert.HasCount(2, _requests);
    }

    [TestMethod]
    public async Task A_busy_service_is_asked_again_and_a_conflict_then_is_one()
    {
        var tables = await StartAsync(async (http, request) =>
        {
            http.Response.StatusCode = request == 1 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict;
            await http.Response.WriteAsync(request == 1 ? "" : """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"exists"}}}""", http.RequestAborted);
        });
        await Assert.ThrowsExactlyAsync<StorageConflictException>(() => SubmitAsync(tables, 1));
        Assert.HasCount(2, _requests);
        Assert.AreNotEqual("", _requests[1]);
    }

    [TestMethod]
    [DataRow(404, "<html>gateway</html>")]
    [DataRow(404, "")]
    [DataRow(403, """{"odata.error":{"code":"AuthenticationFailed","message":{"lang":"en-US","value":"no"}}}""")]
    [DataRow(200, "<html>captive portal</html>")]
    public async Task An_answer_that_is_not_the_services_is_a_failure_and_never_an_absence(int status, string body)
    {
        var tables = await StartAsync(async (http, _) =>
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(body, http.RequestAborted);
        });
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(() => tables.GetAsync("Rooms", "p", "r", TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_service_that_cannot_be_reached_is_unavailable()
    {
        var account = StorageAccount.FromConnectionString("AccountName=acct;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/acct", TimeProvider.System);
        await Assert.ThrowsExactlyAsync<StorageUnavailableException>(() => new AzureTableStore(account).GetAsync("Rooms", "p", "r", TestContext.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static async Task WriteBatchAsync(HttpContext http, string innerStatus, string body)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentType = "multipart/mixed; boundary=batchresponse_1";
        await http.Response.WriteAsync(string.Join(
            "\r\n",
            "--batchresponse_1", "Content-Type: multipart/mixed; boundary=changesetresponse_1", "",
            "--changesetresponse_1", "Content-Type: application/http", "Content-Transfer-Encoding: binary", "",
            "HTTP/1.1 " + innerStatus, "X-Content-Type-Options: nosniff", "DataServiceVersion: 3.0;", "", body,
            "--changesetresponse_1--", "--batchresponse_1--", ""), http.RequestAborted);
    }

    private Task<IReadOnlyList<string>> SubmitAsync(AzureTableStore tables, int writes) => tables.SubmitAsync(
        "Rooms", "p", [.. Enumerable.Range(0, writes).Select(index => new TableWrite.Insert(new TableRow($"r{index}") { ["N"] = index }))], TestContext.CancellationToken);

    private async Task<AzureTableStore> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async http =>
        {
            _requests.Add(http.Request.Headers.Authorization.ToString());
            await answer(http, _requests.Count);
        });
        await _server.StartAsync(TestContext.CancellationToken);
        return new AzureTableStore(StorageAccount.FromConnectionString($"AccountName=acct;AccountKey=a2V5;TableEndpoint={_server.Urls.Single()}/acct", TimeProvider.System));
    }
}
