using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CodeMeet.Platform.Triggers;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.SignalR;

namespace CodeMeet.Platform.Http;

/// <summary>Metadata of an endpoint whose answer is compressed: long, and the same for everybody. What holds a secret is not, since its length would tell about it.</summary>
internal sealed class CompressedAnswer;

/// <summary>Registered by what needs it: where pages may connect to besides this app, as in <c>connect-src</c>.</summary>
internal sealed record FurtherConnections(string Sources);

/// <summary>What every request passes: where the app listens, how failures look, security headers, address limits.</summary>
internal static partial class Hosting
{
    /// <summary>Port of <c>./dev run</c> when none is given; the one the Functions tools use too.</summary>
    private const string DefaultUrl = "http://127.0.0.1:7071";

    /// <summary>
    /// Styles may be inline because Monaco writes style elements and attributes; scripts may not. Workers come as files of our own or, for Monaco's editor worker,
    /// as blobs made by them.
    /// </summary>
    private static string ContentSecurityPolicy(string connections) =>
        $"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{connections}; "
        + "worker-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        // The Functions host says on which loopback port it expects its custom handler.
        if (builder.Configuration[CustomHandler.PortVariable] is { Length: > 0 } port)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:" + int.Parse(port, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        }
        else if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes;
        });
        // A line for each request would drown what matters; raised by configuration where somebody is looking for something.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddResponseCompression(options => options.EnableForHttps = true);
        builder.Services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>Chains the slices' generated serializers for HTTP and for the hub, so that nothing is serialised by reflection.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, params IJsonTypeInfoResolver[] contexts) => services
        .ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (var context in contexts)
            {
                options.SerializerOptions.TypeInfoResolverChain.Add(context);
            }
        })
        .Configure<JsonHubProtocolOptions>(options =>
        {
            options.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            foreach (var context in contexts)
            {
                options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, context);
            }
        });

    public static void UseHosting(this WebApplication app)
    {
        if (app.Configuration[CustomHandler.PortVariable] is { Length: > 0 })
        {
            // Every caller is the Functions host on loopback. The last address is what its front end saw; those before it are the caller's own words.
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 1 });
        }

        app.UseExceptionHandler(_ => { });
        var policy = ContentSecurityPolicy(string.Concat(app.Services.GetServices<FurtherConnections>().Select(further => " " + further.Sources)));
        app.Use((context, next) => ProtectAsync(context, policy, next));
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<CompressedAnswer>() is not null, answer => answer.UseResponseCompression());
        app.UseStatusCodePages(pages => pages.HttpContext.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? Problems.WriteForStatusAsync(pages.HttpContext)
            : Task.CompletedTask);
        app.Lifetime.ApplicationStarted.Register(() => Log.Ready(app.Logger, app.Urls.FirstOrDefault() ?? DefaultUrl));
    }

    /// <summary>
    /// Where people reach this app, without a slash at the end: <c>Http:PublicOrigin</c>, or else what the caller used. Links that leave the machine are made with it.
    /// </summary>
    public static string PublicOrigin(HttpContext context) =>
        context.RequestServices.GetRequiredService<IConfiguration>()["Http:PublicOrigin"] is { Length: > 0 } configured
            ? configured.TrimEnd('/')
            : $"{context.Request.Scheme}://{context.Request.Host}";

    private static Task ProtectAsync(HttpContext context, string policy, RequestDelegate next)
    {
        // When the answer starts, because the handling of an exception clears what was set before.
        context.Response.OnStarting(static state =>
        {
            var (answer, policy) = ((HttpResponse, string))state;
            var headers = answer.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), geolocation=()";
            headers.ContentSecurityPolicy = policy;
            return Task.CompletedTask;
        }, (context.Response, policy));

        return context.RequestServices.GetRequiredService<RateLimits>().TakeForAddress(context.Connection.RemoteIpAddress)
            ? next(context)
            : throw new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", "Too many requests come from your network. Wait a moment and try again.", TimeSpan.FromSeconds(2));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "CodeMeet is ready on {Url}")]
        public static partial void Ready(ILogger logger, string url);
    }
}
