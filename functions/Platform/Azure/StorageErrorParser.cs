using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;
using Azure.Core;

namespace CodeMeet.Platform.Azure;

/// <summary>Finds the error code: queues and blobs put it into a header and XML, tables into JSON.</summary>
internal sealed class StorageErrorParser : RequestFailedDetailsParser
{
    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = Parse(response.Content.ToString()) ?? (response.Headers.TryGetValue("x-ms-error-code", out var code) ? new ResponseError(code, null) : null);
        return error is not null;
    }

    /// <summary>Reads an error body, also the one inside a batch answer; null when it is neither form.</summary>
    public static ResponseError? Parse(string body)
    {
        var text = body.AsSpan().TrimStart("\uFEFF \r\n");
        try
        {
            if (text.StartsWith("{"))
            {
                using var json = JsonDocument.Parse(text.ToString());
                return json.RootElement.TryGetProperty("odata.error", out var error)
                    ? new ResponseError(error.GetProperty("code").GetString(), error.GetProperty("message").GetProperty("value").GetString())
                    : null;
            }

            return text.StartsWith("<") && XElement.Parse(text.ToString()) is { Name.LocalName: "Error" } xml
                ? new ResponseError(xml.Element("Code")?.Value, xml.Element("Message")?.Value)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or XmlException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the service's own answer, a gateway's page for instance: the status has to do.
            return null;
        }
    }
}
