namespace CodeMeet.Platform.Http;

/// <summary>
/// A request that is refused and changes nothing (rule R3). Thrown by rules and stores, written as problem JSON by <see cref="Problems"/>; never used for failures of ours.
/// </summary>
/// <param name="status">HTTP status, 4xx, or 503 when a part of the machine is not there.</param>
/// <param name="code">Stable code in capitals, listed in docs/codes.md.</param>
/// <param name="detail">One sentence for a person, with the next step where there is one. Holds no names or contents the caller may not see.</param>
/// <param name="retryAfter">When trying again makes sense; becomes the Retry-After header, in whole seconds, rounded up.</param>
internal sealed class Refusal(int status, string code, string detail, TimeSpan? retryAfter = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
