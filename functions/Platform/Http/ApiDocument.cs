using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace CodeMeet.Platform.Http;

/// <summary>
/// The API in OpenAPI 3.1, made when somebody asks. The page's types are generated from it and the tests hold every answer against it. What the framework cannot
/// know is added here: tokens, bodies of bytes, refusals with their codes, and what the hub delivers.
/// </summary>
internal static class ApiDocument
{
    private const string Version = "v1";
    private const string RoomToken = "roomToken";
    private const string ProblemJsonType = "application/problem+json";

    /// <summary>Every endpoint may answer so.</summary>
    private static readonly Refusals[] s_everywhere =
    [
        new(StatusCodes.Status429TooManyRequests, "RATE_LIMITED"),
        new(StatusCodes.Status500InternalServerError, "INTERNAL"),
        new(StatusCodes.Status503ServiceUnavailable, "STORAGE_UNAVAILABLE"),
    ];

    /// <summary>What a body adds to that.</summary>
    private static readonly Refusals[] s_withBody =
    [
        new(StatusCodes.Status400BadRequest, "BAD_REQUEST"),
        new(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE"),
        new(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE"),
    ];

    /// <summary>Said where there is no endpoint to say it of.</summary>
    private static readonly string[] s_elsewhere = ["NOT_FOUND", "METHOD_NOT_ALLOWED"];

    /// <param name="services">The app's services.</param>
    /// <param name="besides">Types that no endpoint answers with, yet belong to the wire: they and all they hold become components.</param>
    public static IServiceCollection AddApiDocument(this IServiceCollection services, params Type[] besides) => services.AddOpenApi(Version, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => type.Type == typeof(JsonElement) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(ApiSchemas.NameWords);
        options.AddOperationTransformer(Complete);
        options.AddDocumentTransformer(async (document, context, cancellationToken) =>
        {
            foreach (var type in besides.Append(typeof(Problem)))
            {
                await ApiSchemas.AddAsync(document, context, type, cancellationToken);
            }

            Describe(document, context);
            ApiSchemas.LeaveOutNulls(document);
        });
    });

    public static void MapApiDocument(this IEndpointRouteBuilder app) => app.MapOpenApi("/api/openapi.json");

    /// <summary><c>codemeet openapi</c>: the document of an app that is never started.</summary>
    public static async Task PrintAsync(WebApplication app, Stream output, CancellationToken cancellationToken)
    {
        // Otherwise done when the app starts; the document is made from the routes that are known by then.
        app.UseRouting();
        app.UseEndpoints(_ => { });
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Version).GetOpenApiDocumentAsync(cancellationToken);
        await document.SerializeAsJsonAsync(output, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddRoomId(operation, context.Description.RelativePath ?? "");
        if (metadata.OfType<RoomTokenTaken>().LastOrDefault() is { } token)
        {
            var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(RoomToken, context.Document)] = [] };
            operation.Security = token.Required ? [bearer] : [bearer, []];
        }

        if (metadata.OfType<OctetsTaken>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaTypeNames.Application.Octet] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                },
            };
        }

        var refusals = s_everywhere
            .Concat(metadata.OfType<Refusals>())
            .Concat(operation.RequestBody is not null ? s_withBody[..(metadata.OfType<OctetsTaken>().Any() ? 2 : 3)] : operation.Parameters?.Any(p => p.In is ParameterLocation.Query) is true ? s_withBody[..1] : []);
        foreach (var group in refusals.GroupBy(r => r.Status).OrderBy(g => g.Key))
        {
            AddRefusal(operation, group.Key, group.SelectMany(r => r.Codes), context.Document!);
        }

        return Task.CompletedTask;
    }

    /// <summary>Most endpoints get their room with the caller, so the framework sees no parameter of that name.</summary>
    private static void AddRoomId(OpenApiOperation operation, string path)
    {
        const string Name = "roomId";
        if (path.Contains($"{{{Name}}}", StringComparison.Ordinal) && operation.Parameters?.Any(p => p.Name is Name) is not true)
        {
            operation.Parameters ??= [];
            operation.Parameters.Insert(0, new OpenApiParameter { Name = Name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }

    private static void AddRefusal(OpenApiOperation operation, int status, IEnumerable<string> codes, OpenApiDocument document)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(key, out var response))
        {
            operation.Responses[key] = response = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal),
            };
        }

        response.Content![ProblemJsonType] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                AllOf =
                [
                    new OpenApiSchemaReference(nameof(Problem), document),
                    new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["code"] = Words(codes) }, Required = new HashSet<string>(StringComparer.Ordinal) { "code" } },
                ],
            },
        };
    }

    private static void Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context)
    {
        document.Info = new OpenApiInfo { Title = "CodeMeet", Version = Version, Description = "What the addresses mean is in docs/protocol.md, what the codes mean in docs/codes.md." };
        // Whoever asked knows where the app is; a file made from it should not.
        document.Servers = [];
        // Class names, which tell nobody anything.
        document.Tags = null;
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            operation.Tags?.Clear();
        }

        document.AddComponent(RoomToken, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" });
        var codes = context.DescriptionGroups.SelectMany(group => group.Items).SelectMany(item => item.ActionDescriptor.EndpointMetadata).OfType<Refusals>()
            .Concat(s_everywhere).Concat(s_withBody).SelectMany(refusals => refusals.Codes).Concat(s_elsewhere);
        document.AddComponent("ProblemCode", Words(codes));
        document.Components!.Schemas![nameof(Problem)].Properties!["code"] = new OpenApiSchemaReference("ProblemCode", document);
    }

    private static OpenApiSchema Words(IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(word => JsonValue.Create(word))] };
}
