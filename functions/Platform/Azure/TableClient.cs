using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>
/// One table over REST, with the names and meanings of Azure.Data.Tables (which does not restore here, docs/decisions/0001).
/// Every unexpected answer is a <see cref="RequestFailedException"/> with its error code.
/// </summary>
internal sealed class TableClient(HttpPipeline pipeline, Uri endpoint, string tableName)
{
    private const string ApiVersion = "2019-02-02";

    public async Task CreateIfNotExistsAsync(CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Post, "/Tables", BinaryData.FromString($$"""{"TableName":"{{tableName}}"}"""));
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        await SendAsync(message, cancellationToken, expected: 409);
        if (message.Response.Status == 409 && new RequestFailedException(message.Response) is { ErrorCode: not "TableAlreadyExists" } failure)
        {
            throw failure;
        }
    }

    /// <summary>The entity, or null: absent row and absent table alike.</summary>
    public async Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Get, Path(partitionKey, rowKey), null);
        var response = await SendAsync(message, cancellationToken, expected: 404);
        if (response.Status == 404)
        {
            return new RequestFailedException(response) is { ErrorCode: "ResourceNotFound" or "TableNotFound" } ? null : throw new RequestFailedException(response);
        }

        using var json = JsonDocument.Parse(response.Content);
        return TableEntity.FromJson(json.RootElement);
    }

    public Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken) => WriteAsync(TableTransactionAction.Add(entity), cancellationToken);

    public Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, CancellationToken cancellationToken) => WriteAsync(TableTransactionAction.Update(entity, ifMatch), cancellationToken);

    public Task<ETag> UpsertEntityAsync(TableEntity entity, CancellationToken cancellationToken) => WriteAsync(TableTransactionAction.Upsert(entity), cancellationToken);

    public Task DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken) =>
        WriteAsync(TableTransactionAction.Delete(new TableEntity(partitionKey, rowKey), ifMatch), cancellationToken);

    /// <summary>Entities that match an OData filter. A page may be empty and still not be the last.</summary>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"/{tableName}()?$filter={Uri.EscapeDataString(filter)}";
        string? next = "";
        while (next is not null)
        {
            using var message = Message(RequestMethod.Get, query + next, null);
            var response = await SendAsync(message, cancellationToken);
            using var json = JsonDocument.Parse(response.Content);
            yield return [.. json.RootElement.GetProperty("value").EnumerateArray().Select(TableEntity.FromJson)];
            next = Continuation(response);
        }
    }

    /// <summary>Applies 1 to 100 actions on one partition, all or none, and answers their ETags in order.</summary>
    /// <exception cref="TableTransactionFailedException">One action failed; nothing was written.</exception>
    public async Task<IReadOnlyList<ETag>> SubmitTransactionAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var batch = new TableBatch(endpoint, tableName);
        using var message = Message(RequestMethod.Post, "/$batch", batch.Write(actions));
        message.Request.Headers.SetValue("Content-Type", batch.ContentType);
        var response = await SendAsync(message, cancellationToken);
        try
        {
            return TableBatch.Read(response.Content.ToString(), actions.Count);
        }
        catch (TableTransactionFailedException conflict) when (UncertainOutcomePolicy.IsUncertain(message))
        {
            throw new RequestFailedException(0, "An earlier try of the transaction got no answer and the last one met a conflict, perhaps with itself: the outcome is unknown.", conflict);
        }
    }

    /// <summary>The resource of an entity below the service's address; quotes in keys are doubled, then all is percent-encoded.</summary>
    public static string Path(string tableName, string partitionKey, string rowKey) => $"/{tableName}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    private string Path(string partitionKey, string rowKey) => Path(tableName, partitionKey, rowKey);

    private static string Key(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private static string? Continuation(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey))
        {
            return null;
        }

        var next = "&NextPartitionKey=" + Uri.EscapeDataString(partitionKey);
        return response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey) ? next + "&NextRowKey=" + Uri.EscapeDataString(rowKey) : next;
    }

    private async Task<ETag> WriteAsync(TableTransactionAction action, CancellationToken cancellationToken)
    {
        var path = action.Method == RequestMethod.Post ? "/" + tableName : Path(action.Entity.PartitionKey, action.Entity.RowKey);
        using var message = Message(action.Method, path, action.Method == RequestMethod.Delete ? null : BinaryData.FromBytes(action.Entity.ToJson()));
        if (action.IfMatch is { } etag)
        {
            message.Request.Headers.SetValue("If-Match", etag.ToString());
        }

        message.Request.Headers.SetValue("Prefer", "return-no-content");
        var response = await SendAsync(message, cancellationToken);
        return response.Headers.ETag ?? default;
    }

    private HttpMessage Message(RequestMethod method, string pathAndQuery, BinaryData? body)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(endpoint.AbsoluteUri.TrimEnd('/') + pathAndQuery));
        request.Headers.SetValue("x-ms-version", ApiVersion);
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue("MaxDataServiceVersion", "3.0;NetFx");
        request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
        if (body is not null)
        {
            request.Headers.SetValue("Content-Type", "application/json");
            request.Content = RequestContent.Create(body);
        }

        return message;
    }

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, int expected = 0)
    {
        await pipeline.SendAsync(message, cancellationToken);
        var response = message.Response;
        return response.Status < 300 || response.Status == expected ? response : throw StorageFailure.From(message, response);
    }
}
