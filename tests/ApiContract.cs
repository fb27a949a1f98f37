using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CodeMeet.Platform.Http;

namespace CodeMeet.Tests;

/// <summary>
/// The API's own document, and whether an answer or event is what it says. Every answer that <see cref="App.Http"/> gets and every event that a
/// <see cref="Collab.HubEar"/> hears is held against it, so whatever the tests touch is checked.
/// </summary>
internal sealed class ApiContract
{
    private static readonly Lazy<Task<ApiContract>> s_own = new(ReadAsync);

    private readonly JsonObject _document;
    private readonly List<(string Method, Regex Path, JsonObject Operation)> _operations;

    public ApiContract(JsonObject document)
    {
        _document = document;
        // Addresses without braces first: none of ours could be taken for another's value, but that need not stay so.
        _operations =
        [
            .. document["paths"]!.AsObject().OrderBy(path => path.Key.Count(c => c is '{')).SelectMany(path => path.Value!.AsObject().Select(operation =>
                (operation.Key.ToUpperInvariant(), new Regex("^" + Regex.Replace(path.Key, @"\{\w+\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "/?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), operation.Value!.AsObject()))),
        ];
    }

    /// <summary>Of this build.</summary>
    public static Task<ApiContract> OwnAsync() => s_own.Value;

    public IReadOnlyList<JsonObject> Operations => [.. _operations.Select(o => o.Operation)];

    public IReadOnlyList<string> ProblemCodes => [.. Schema("ProblemCode")["enum"]!.AsArray().Select(code => (string)code!)];

    /// <summary>What is wrong with an answer; empty when the document allows it.</summary>
    public IReadOnlyList<string> Check(string method, string path, int status, string? contentType, string body)
    {
        var operation = _operations.FirstOrDefault(o => string.Equals(o.Method, method, StringComparison.Ordinal) && o.Path.IsMatch(path)).Operation;
        if (operation is null)
        {
            // What is not in the document is answered by nobody.
            return status is 404 or 405 || !path.StartsWith("/api/", StringComparison.Ordinal) ? [] : ["no such operation"];
        }

        if (operation["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not { } response)
        {
            return [$"status {status} is not in the document"];
        }

        if (body.Length == 0 && contentType is null)
        {
            return response["content"] is null ? [] : ["the document promises a body"];
        }

        if (response["content"]?[contentType ?? ""]?["schema"] is not { } schema)
        {
            return [$"content type {contentType} is not in the document"];
        }

        return contentType is "application/octet-stream" ? [] : Check(schema, JsonNode.Parse(body));
    }

    /// <summary>What is wrong with the argument of an event of the hub.</summary>
    public IReadOnlyList<string> CheckEvent(string name, JsonNode? argument) =>
        Schema("HubEvents")["properties"]![name] is { } schema ? Check(schema, argument) : [$"event {name} is not in the document"];

    /// <summary>What is wrong with the payload of a timeline entry.</summary>
    public IReadOnlyList<string> CheckPayload(JsonNode entry) =>
        Schema("TimelinePayloads")["properties"]![(string)entry["type"]!] is { } schema ? Check(schema, entry["payload"]) : [$"timeline type {entry["type"]} is not in the document"];

    private List<string> Check(JsonNode schema, JsonNode? value)
    {
        List<string> wrong = [];
        new SchemaCheck(_document, wrong).Run(schema, value, "$");
        return wrong;
    }

    private JsonNode Schema(string name) => _document["components"]!["schemas"]![name] ?? throw new InvalidOperationException("No schema " + name);

    private static async Task<ApiContract> ReadAsync()
    {
        using var stream = new MemoryStream();
        await using var app = Program.Build([], _ => { });
        await ApiDocument.PrintAsync(app, stream, CancellationToken.None);
        return new ApiContract(JsonSerializer.Deserialize<JsonObject>(stream.ToArray())!);
    }
}

/// <summary>The part of JSON Schema that the document uses; a keyword it does not know is an error, so that nothing passes unlooked at. Objects are closed.</summary>
internal sealed class SchemaCheck(JsonObject document, List<string> wrong)
{
    public void Run(JsonNode schema, JsonNode? value, string at, bool isPart = false)
    {
        foreach (var (keyword, rule) in schema.AsObject())
        {
            switch (keyword)
            {
                case "$ref":
                    Run(((string)rule!).TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (node, part) => node[part]!), value, at);
                    break;
                case "allOf":
                    foreach (var part in rule!.AsArray())
                    {
                        // A part that only narrows a member says nothing of the others.
                        Run(part!, value, at, isPart: part!["$ref"] is null);
                    }

                    break;
                case "oneOf":
                    if (rule!.AsArray().Count(part => IsRight(part!, value)) != 1)
                    {
                        wrong.Add($"{at}: not exactly one of {rule}");
                    }

                    break;
                case "type":
                    var types = rule is JsonArray several ? several.Select(t => (string)t!).ToList() : [(string)rule!];
                    if (!types.Exists(type => IsOf(type, value)))
                    {
                        wrong.Add($"{at}: {value?.ToJsonString() ?? "null"} is not {string.Join('|', types)}");
                    }

                    break;
                case "enum":
                    if (!rule!.AsArray().Any(word => JsonNode.DeepEquals(word, value)))
                    {
                        wrong.Add($"{at}: {value?.ToJsonString() ?? "null"} is none of {rule.ToJsonString()}");
                    }

                    break;
                case "required":
                    wrong.AddRange(rule!.AsArray().Where(name => value is JsonObject o && !o.ContainsKey((string)name!)).Select(name => $"{at}: {name} is missing"));
                    break;
                case "properties":
                    CheckMembers(rule!.AsObject(), value as JsonObject, at, isPart);
                    break;
                case "additionalProperties":
                    foreach (var (name, member) in value as JsonObject ?? [])
                    {
                        Run(rule!, member, $"{at}.{name}");
                    }

                    break;
                case "items":
                    foreach (var (index, item) in (value as JsonArray ?? []).Index())
                    {
                        Run(rule!, item, $"{at}[{index}]");
                    }

                    break;
                case "format":
                    CheckFormat((string)rule!, value, at);
                    break;
                case "description" or "default":
                    break;
                default:
                    wrong.Add($"{at}: the check does not know {keyword}");
                    break;
            }
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private void CheckMembers(JsonObject members, JsonObject? value, string at, bool isPart)
    {
        foreach (var (name, member) in value ?? [])
        {
            if (members[name] is { } schema)
            {
                Run(schema, member, $"{at}.{name}");
            }
            else if (!isPart)
            {
                wrong.Add($"{at}: {name} is not in the document");
            }
        }
    }

    private void CheckFormat(string format, JsonNode? value, string at)
    {
        if (value?.GetValueKind() is not JsonValueKind.String)
        {
            return;
        }

        var text = (string)value!;
        var right = format switch
        {
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) && time.Offset == TimeSpan.Zero,
            "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
            // Of numbers; the type says so.
            "int32" or "int64" => true,
            _ => false,
        };
        if (!right)
        {
            wrong.Add($"{at}: {text} is not {format}");
        }
    }

    private bool IsRight(JsonNode schema, JsonNode? value)
    {
        List<string> found = [];
        new SchemaCheck(document, found).Run(schema, value, "$");
        return found.Count == 0;
    }
}

/// <summary>Lets nothing through that the document does not allow.</summary>
internal sealed class ContractHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        var type = response.Content.Headers.ContentType?.MediaType;
        if (!path.StartsWith("/api/", StringComparison.Ordinal) || path is "/api/openapi.json" || path.StartsWith("/api/hub", StringComparison.Ordinal))
        {
            return response;
        }

        var isText = type is "application/json" or "application/problem+json";
        if (isText)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
        }

        var body = isText ? await response.Content.ReadAsStringAsync(cancellationToken) : "";
        var wrong = (await ApiContract.OwnAsync()).Check(request.Method.Method, path, (int)response.StatusCode, type, body);
        Assert.IsEmpty(wrong, $"{request.Method} {path} answered {(int)response.StatusCode} against the document: {string.Join("; ", wrong)}\n{body}");
        return response;
    }
}
