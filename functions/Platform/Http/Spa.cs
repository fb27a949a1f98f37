using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace CodeMeet.Platform.Http;

/// <summary>
/// The single-page app out of the web root: hashed assets for ever, <c>index.html</c> never cached and answering every page address, the precompressed
/// <c>.br</c> or <c>.gz</c> beside a file where the browser takes it.
/// </summary>
internal static class Spa
{
    private static readonly (string Encoding, string Extension)[] Precompressed = [("br", ".br"), ("gzip", ".gz")];

    public static void MapSpa(this WebApplication app)
    {
        var files = app.Environment.WebRootFileProvider;
        var types = new FileExtensionContentTypeProvider();
        app.MapFallback("{*path}", (HttpContext context, string? path) => ServeAsync(context, files, types, path ?? ""))
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
            .ExcludeFromDescription();
    }

    private static async Task ServeAsync(HttpContext context, IFileProvider files, FileExtensionContentTypeProvider types, string path)
    {
        if (path.StartsWith("api/", StringComparison.Ordinal))
        {
            await WriteNotFoundAsync(context);
            return;
        }

        var isFile = Path.HasExtension(path);
        var name = isFile ? path : "index.html";
        var file = files.GetFileInfo(name);
        if (!file.Exists || file.IsDirectory)
        {
            await WriteNotFoundAsync(context);
            return;
        }

        var response = context.Response;
        response.ContentType = types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
        response.Headers.CacheControl = name.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, extension) in Precompressed)
        {
            if (accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase) && files.GetFileInfo(name + extension) is { Exists: true } compressed)
            {
                response.Headers.ContentEncoding = encoding;
                file = compressed;
                break;
            }
        }

        response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.SendFileAsync(file, context.RequestAborted);
        }
    }

    private static Task WriteNotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Problems.WriteForStatusAsync(context);
    }
}
