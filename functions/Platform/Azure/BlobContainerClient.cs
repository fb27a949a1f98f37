using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CodeMeet.Platform.Azure;

/// <summary>One container and its blobs over REST, named as in Azure.Storage.Blobs.</summary>
internal sealed class BlobContainerClient(HttpPipeline pipeline, Uri endpoint, string containerName)
{
    private readonly string _container = $"{endpoint.AbsoluteUri.TrimEnd('/')}/{containerName}";

    public async Task CreateIfNotExistsAsync(CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Put, _container + "?restype=container");
        try
        {
            await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.ErrorCode is "ContainerAlreadyExists")
        {
            // Made by another instance in the meantime.
        }
    }

    public async Task<(ReadOnlyMemory<byte> Content, ETag ETag)> DownloadContentAsync(string name, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Get, Address(name));
        var response = await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        return (response.Content.ToMemory(), response.Headers.ETag ?? throw new FormatException("A blob was answered without its ETag."));
    }

    /// <summary>Writes a block blob whole, under the conditions given, and answers its ETag.</summary>
    public async Task<ETag> UploadAsync(string name, ReadOnlyMemory<byte> content, MatchConditions conditions, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Put, Address(name), RequestContent.Create(content));
        var headers = message.Request.Headers;
        headers.SetValue("x-ms-blob-type", "BlockBlob");
        headers.SetValue("Content-Type", "application/octet-stream");
        if (conditions.IfMatch is { } match)
        {
            headers.SetValue("If-Match", match.ToString("H"));
        }

        if (conditions.IfNoneMatch is { } none)
        {
            headers.SetValue("If-None-Match", none.ToString("H"));
        }

        var response = await StorageRequest.SendAsync(pipeline, message, cancellationToken);
        return response.Headers.ETag ?? throw new FormatException("A written blob was answered without its ETag.");
    }

    public async Task DeleteBlobAsync(string name, CancellationToken cancellationToken)
    {
        using var message = StorageRequest.Create(pipeline, RequestMethod.Delete, Address(name));
        await StorageRequest.SendAsync(pipeline, message, cancellationToken);
    }

    /// <summary>Names under a prefix, page by page; a page may be empty and still not be the last.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> GetBlobsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = "";
        do
        {
            var address = $"{_container}?restype=container&comp=list" + Parameter("prefix", prefix) + Parameter("marker", marker);
            using var message = StorageRequest.Create(pipeline, RequestMethod.Get, address);
            var response = await StorageRequest.SendAsync(pipeline, message, cancellationToken);
            var root = XDocument.Parse(response.Content.ToString().TrimStart('\uFEFF')).Root!;
            yield return [.. root.Descendants("Blob").Select(blob => blob.Element("Name")!.Value)];
            marker = root.Element("NextMarker")?.Value;
        }
        while (!string.IsNullOrEmpty(marker));

        static string Parameter(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";
    }

    /// <summary>Slashes stay: they make a name look like a path.</summary>
    private string Address(string name) => $"{_container}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
}
