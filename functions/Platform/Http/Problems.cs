using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Platform.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace CodeMeet.Platform.Http;

/// <summary>The one shape of every failure: RFC 9457 problem JSON with our stable <c>code</c>.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Code, string Detail);

/// <summary>Turns refusals and failures into <see cref="Problem"/> answers.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The caller is gone; there is nobody to answer.
            return true;
        }

        switch (exception)
        {
            case Refusal refusal:
                if (refusal.RetryAfter is { } wait)
                {
                    httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                }

                await WriteAsync(httpContext, refusal.Status, refusal.Code, refusal.Message);
                return true;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await WriteAsync(httpContext, StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", "The request is larger than this address takes.");
                return true;
            case BadHttpRequestException bad:
                await WriteAsync(httpContext, bad.StatusCode, "BAD_REQUEST", "The request could not be read: its body or a parameter does not have the documented form.");
                return true;
            case StorageUnavailableException:
                Log.StorageUnavailable(logger, exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
                httpContext.Response.Headers.RetryAfter = "2";
                await WriteAsync(httpContext, StatusCodes.Status503ServiceUnavailable, "STORAGE_UNAVAILABLE", "The room's storage does not answer at the moment. Nothing was changed; try again shortly.");
                return true;
            default:
                Log.Failed(logger, exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
                await WriteAsync(httpContext, StatusCodes.Status500InternalServerError, "INTERNAL", "Something failed on our side. Nothing you sent is at fault; try again.");
                return true;
        }
    }

    /// <summary>Answers of the framework without a body (unknown route, wrong method, unsupported type) get the same shape.</summary>
    public static Task WriteForStatusAsync(HttpContext context)
    {
        var (code, detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("NOT_FOUND", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("METHOD_NOT_ALLOWED", "This address does not take this method."),
            StatusCodes.Status413PayloadTooLarge => ("TOO_LARGE", "The request is larger than this address takes."),
            StatusCodes.Status415UnsupportedMediaType => ("UNSUPPORTED_MEDIA_TYPE", "This address takes another content type."),
            StatusCodes.Status429TooManyRequests => ("RATE_LIMITED", "Too many requests from here. Wait a moment and try again."),
            _ => ("BAD_REQUEST", "The request could not be handled."),
        };
        return WriteAsync(context, context.Response.StatusCode, code, detail);
    }

    private static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        var problem = new Problem("about:blank", ReasonPhrases.GetReasonPhrase(status), status, code, detail);
        return context.Response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, string? endpoint);

        [LoggerMessage(2, LogLevel.Error, "{Method} {Endpoint}: storage unavailable")]
        public static partial void StorageUnavailable(ILogger logger, Exception exception, string method, string? endpoint);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
