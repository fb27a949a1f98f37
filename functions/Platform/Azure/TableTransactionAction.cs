using Azure;
using Azure.Core;

namespace CodeMeet.Platform.Azure;

/// <summary>One write to an entity, alone or in a transaction. Without <paramref name="IfMatch"/> a PUT is an upsert and a POST an insert.</summary>
internal sealed record TableTransactionAction(RequestMethod Method, TableEntity Entity, ETag? IfMatch)
{
    public static TableTransactionAction Add(TableEntity entity) => new(RequestMethod.Post, entity, null);

    public static TableTransactionAction Update(TableEntity entity, ETag ifMatch) => new(RequestMethod.Put, entity, ifMatch);

    public static TableTransactionAction Upsert(TableEntity entity) => new(RequestMethod.Put, entity, null);

    public static TableTransactionAction Delete(TableEntity entity, ETag ifMatch) => new(RequestMethod.Delete, entity, ifMatch);
}

/// <summary>A transaction was answered 202 and holds a failure: nothing was written.</summary>
internal sealed class TableTransactionFailedException(int status, string? errorCode, string message, int index) : RequestFailedException(status, message, errorCode, null)
{
    /// <summary>Index of the action that failed.</summary>
    public int FailedTransactionActionIndex { get; } = index;
}
