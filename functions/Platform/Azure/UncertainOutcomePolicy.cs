using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>
/// Remembers that a try of this request may have worked without our hearing of it. When the next try then meets "exists" or "changed",
/// that may be our own write: the outcome is unknown, and calling it a conflict would be a lie.
/// </summary>
internal sealed class UncertainOutcomePolicy : HttpPipelinePolicy
{
    private const string Property = "CodeMeet.Uncertain";

    public static bool IsUncertain(HttpMessage message) => message.TryGetProperty(Property, out _);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Storage is called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch
        {
            message.SetProperty(Property, true);
            throw;
        }

        // 429 and 503 are refusals; a time-out or an error inside may come after the write.
        if (message.Response.Status is 408 or 500 or 502 or 504)
        {
            message.SetProperty(Property, true);
        }
    }
}
