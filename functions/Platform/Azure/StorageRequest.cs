using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>What queue and blob requests have in common.</summary>
internal static class StorageRequest
{
    private const string ApiVersion = "2021-12-02";

    public static HttpMessage Create(HttpPipeline pipeline, RequestMethod method, string address, RequestContent? content = null)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address));
        message.Request.Headers.SetValue("x-ms-version", ApiVersion);
        message.Request.Content = content;
        return message;
    }

    /// <exception cref="RequestFailedException">Any answer but 2xx.</exception>
    public static async Task<Response> SendAsync(HttpPipeline pipeline, HttpMessage message, CancellationToken cancellationToken)
    {
        await pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status < 300 ? message.Response : throw StorageFailure.From(message, message.Response);
    }
}
