using System.Text.Json.Serialization;

namespace CodeMeet.Tests.Platform.Triggers;

internal sealed record Pointer([property: JsonRequired] string Id);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Pointer))]
internal sealed partial class TestJson : JsonSerializerContext;
