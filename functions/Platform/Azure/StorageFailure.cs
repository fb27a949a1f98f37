using System.Net;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core;
using Azure.Identity;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Platform.Azure;

/// <summary>Turns what the pipeline throws into the seam's <see cref="StorageUnavailableException"/>. Conflicts have been taken out before.</summary>
internal static class StorageFailure
{
    /// <summary>Runs one operation of a store.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation();
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            throw new StorageUnavailableException($"Azure Storage: {failure.Message}", failure);
        }
    }

    /// <summary>The exception for an unexpected answer; for a conflict after a try without an answer, one that no caller takes for a conflict.</summary>
    public static RequestFailedException From(HttpMessage message, Response response) =>
        response.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound && message.Request.Method != RequestMethod.Get && UncertainOutcomePolicy.IsUncertain(message)
            ? new RequestFailedException(0, "An earlier try got no answer and the last one met a conflict, perhaps with ourselves: the outcome is unknown.")
            : new RequestFailedException(response);

    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        RequestFailedException or AggregateException or AuthenticationFailedException or IOException or HttpRequestException or JsonException or XmlException or FormatException => true,
        // The pipeline's own network time-out.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}
