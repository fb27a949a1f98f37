namespace CodeMeet.Platform.Http;

/// <summary>Endpoint metadata: codes with which a request may be refused at one status. An endpoint has several; the API's document shows all of them.</summary>
internal sealed record Refusals(int Status, params IReadOnlyList<string> Codes);

/// <summary>Endpoint metadata: the caller shows a room token.</summary>
/// <param name="Required">False where the request also makes sense without one.</param>
internal sealed record RoomTokenTaken(bool Required);

/// <summary>Endpoint metadata: the body is bytes of our own, read by the handler itself.</summary>
internal sealed record OctetsTaken;

internal static class RefusalsExtensions
{
    /// <summary>Says in the API's document that this endpoint refuses with these codes, beside those that come with its parameters and with every request.</summary>
    public static T Refuses<T>(this T endpoint, int status, params string[] codes)
        where T : IEndpointConventionBuilder
        => endpoint.WithMetadata(new Refusals(status, codes));
}
