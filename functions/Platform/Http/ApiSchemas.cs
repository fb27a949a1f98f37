using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CodeMeet.Platform.Http;

/// <summary>Makes the framework's schemas say what our JSON is: enums are words, what is null is left out, and every record has one schema under its name.</summary>
internal static class ApiSchemas
{
    /// <summary>Where the framework notes under which name a schema belongs into the components.</summary>
    private const string NameNote = "x-schema-id";

    /// <summary>Enums and texts with a converter get their JSON type, texts with <see cref="AllowedValuesAttribute"/> the words they are one of.</summary>
    public static Task NameWords(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var source = context.JsonPropertyInfo?.AttributeProvider ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo;
        if (source?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute allowed])
        {
            schema.Enum = [.. allowed.Values.Cast<string>().Select(word => JsonValue.Create(word))];
        }
        else if (context.JsonTypeInfo.Type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (context.JsonTypeInfo.Type == typeof(string))
        {
            // The framework does not know what a converter of ours writes.
            schema.Type ??= JsonSchemaType.String;
        }

        return Task.CompletedTask;
    }

    /// <summary>Adds a type and all that it holds to the components.</summary>
    public static async Task AddAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, Type type, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
        NameParts(document, schema);
        document.AddComponent(type.Name, schema);
    }

    /// <summary>
    /// A member that may be null is absent then. In what callers send both are taken, so it stays nullable there; in what they get null never comes.
    /// </summary>
    public static void LeaveOutNulls(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        HashSet<string> sent = new(StringComparer.Ordinal);
        foreach (var operation in document.Paths.SelectMany(path => path.Value.Operations ?? []).Select(o => o.Value))
        {
            foreach (var body in operation.RequestBody?.Content?.Values.Select(media => media.Schema).OfType<OpenApiSchemaReference>() ?? [])
            {
                Reach(body);
            }
        }

        foreach (var (name, schema) in schemas)
        {
            foreach (var (member, value) in schema.Properties?.ToList() ?? [])
            {
                if (NotNull(value) is { } bare)
                {
                    schema.Required?.Remove(member);
                    if (!sent.Contains(name))
                    {
                        schema.Properties![member] = bare;
                    }
                }
            }
        }

        void Reach(IOpenApiSchema schema)
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id } && sent.Add(id) && schemas.TryGetValue(id, out var named))
            {
                Reach(named);
            }
            else if (schema is OpenApiSchema own)
            {
                foreach (var part in Parts(own))
                {
                    Reach(part);
                }
            }
        }
    }

    /// <summary>The schema without null; null when it has none.</summary>
    private static IOpenApiSchema? NotNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Type: { } type } own && type.HasFlag(JsonSchemaType.Null))
        {
            var bare = (OpenApiSchema)own.CreateShallowCopy();
            bare.Type = type & ~JsonSchemaType.Null;
            return bare;
        }

        return schema is OpenApiSchema { OneOf: [OpenApiSchema { Type: JsonSchemaType.Null }, { } other] } ? other : null;
    }

    /// <summary>Schemas made on request hold others whole; those with a name are put under it and referred to, as in the rest of the document.</summary>
    private static void NameParts(OpenApiDocument document, OpenApiSchema schema)
    {
        foreach (var (member, value) in schema.Properties?.ToList() ?? [])
        {
            schema.Properties![member] = Named(value);
        }

        if (schema.Items is { } items)
        {
            schema.Items = Named(items);
        }

        IOpenApiSchema Named(IOpenApiSchema part)
        {
            if (part is not OpenApiSchema own)
            {
                return part;
            }

            NameParts(document, own);
            if (own.Metadata is null || !own.Metadata.TryGetValue(NameNote, out var note) || note is not string { Length: > 0 } name)
            {
                return own;
            }

            var reference = new OpenApiSchemaReference(name, document);
            if (document.Components?.Schemas?.ContainsKey(name) is not true)
            {
                var canBeNull = NotNull(own);
                document.AddComponent(name, canBeNull ?? own);
            }

            return own.Type?.HasFlag(JsonSchemaType.Null) is true
                ? new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference] }
                : reference;
        }
    }

    private static IEnumerable<IOpenApiSchema> Parts(OpenApiSchema schema) =>
    [
        .. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AllOf ?? [],
        .. new[] { schema.Items, schema.AdditionalProperties }.OfType<IOpenApiSchema>(),
    ];
}
