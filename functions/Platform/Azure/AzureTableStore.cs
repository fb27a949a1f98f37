using System.Runtime.CompilerServices;
using Azure;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Azure;

/// <summary>Rows in Azure Tables. Adds to the client: the seam's errors, tables made on demand, and the limits the emulator does not check.</summary>
internal sealed class AzureTableStore(StorageAccount account) : ITableStore
{
    public Task<TableRow?> GetAsync(string table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        StorageLimits.CheckTable(table);
        StorageLimits.CheckKey(partitionKey);
        StorageLimits.CheckKey(rowKey);
        return StorageFailure.GuardAsync(
            async () => await Table(table).GetEntityIfExistsAsync(partitionKey, rowKey, cancellationToken) is { } entity ? Row(entity) : null, cancellationToken);
    }

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table, string partitionKey, string? from = null, string? to = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        StorageLimits.CheckTable(table);
        StorageLimits.CheckKey(partitionKey);
        var filter = $"PartitionKey eq {Quoted(partitionKey)}"
            + (from is null ? "" : $" and RowKey ge {Quoted(from)}")
            + (to is null ? "" : $" and RowKey lt {Quoted(to)}");
        await using var pages = Table(table).QueryAsync(filter, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await StorageFailure.GuardAsync(() => NextAsync(pages), cancellationToken))
        {
            foreach (var entity in pages.Current)
            {
                yield return Row(entity);
            }
        }
    }

    public Task<IReadOnlyList<string>> SubmitAsync(string table, string partitionKey, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        StorageLimits.CheckTransaction(table, partitionKey, writes);
        return StorageFailure.GuardAsync(
            async () =>
            {
                var client = Table(table);
                try
                {
                    return await SubmitAsync(client, partitionKey, writes, cancellationToken);
                }
                catch (RequestFailedException absent) when (absent.ErrorCode is "TableNotFound")
                {
                    await client.CreateIfNotExistsAsync(cancellationToken);
                    return await SubmitAsync(client, partitionKey, writes, cancellationToken);
                }
            },
            cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> SubmitAsync(TableClient client, string partitionKey, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        try
        {
            if (writes.Count == 1)
            {
                return [await SubmitOneAsync(client, partitionKey, writes[0], cancellationToken)];
            }

            var etags = await client.SubmitTransactionAsync([.. writes.Select(write => Action(partitionKey, write))], cancellationToken);
            return [.. etags.Select((etag, index) => writes[index] is TableWrite.Delete ? "" : etag.ToString())];
        }
        catch (RequestFailedException failure) when (Conflict(failure) is { } conflict)
        {
            throw new StorageConflictException(conflict, failure is TableTransactionFailedException transaction ? transaction.FailedTransactionActionIndex : 0);
        }
    }

    private static async Task<string> SubmitOneAsync(TableClient client, string partitionKey, TableWrite write, CancellationToken cancellationToken)
    {
        switch (write)
        {
            case TableWrite.Insert insert:
                return (await client.AddEntityAsync(Entity(partitionKey, insert.Row), cancellationToken)).ToString();
            case TableWrite.Replace replace:
                return (await client.UpdateEntityAsync(Entity(partitionKey, replace.Row), new ETag(replace.ETag), cancellationToken)).ToString();
            case TableWrite.Upsert upsert:
                return (await client.UpsertEntityAsync(Entity(partitionKey, upsert.Row), cancellationToken)).ToString();
            default:
                await client.DeleteEntityAsync(partitionKey, write.RowKey, new ETag(((TableWrite.Delete)write).ETag), cancellationToken);
                return "";
        }
    }

    private static TableTransactionAction Action(string partitionKey, TableWrite write) => write switch
    {
        TableWrite.Insert insert => TableTransactionAction.Add(Entity(partitionKey, insert.Row)),
        TableWrite.Replace replace => TableTransactionAction.Update(Entity(partitionKey, replace.Row), new ETag(replace.ETag)),
        TableWrite.Upsert upsert => TableTransactionAction.Upsert(Entity(partitionKey, upsert.Row)),
        TableWrite.Delete delete => TableTransactionAction.Delete(new TableEntity(partitionKey, delete.RowKey), new ETag(delete.ETag)),
        _ => throw new InvalidOperationException($"{write.GetType().Name} passed the checks."),
    };

    private static StorageConflict? Conflict(RequestFailedException failure) => failure.ErrorCode switch
    {
        "EntityAlreadyExists" => StorageConflict.Exists,
        "UpdateConditionNotSatisfied" => StorageConflict.Changed,
        "ResourceNotFound" or "EntityNotFound" => StorageConflict.Missing,
        _ => null,
    };

    /// <summary>A table that does not exist is an empty one.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<IReadOnlyList<TableEntity>> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException absent) when (absent.ErrorCode is "TableNotFound")
        {
            return false;
        }
    }

    private static TableRow Row(TableEntity entity)
    {
        var row = new TableRow(entity.RowKey) { ETag = entity.ETag.ToString() };
        foreach (var (name, value) in entity)
        {
            row[name] = value;
        }

        return row;
    }

    private static TableEntity Entity(string partitionKey, TableRow row)
    {
        var entity = new TableEntity(partitionKey, row.RowKey);
        foreach (var (name, value) in row.Properties)
        {
            entity[name] = value;
        }

        return entity;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private TableClient Table(string name) => new(account.TablePipeline, account.Tables, name);
}
