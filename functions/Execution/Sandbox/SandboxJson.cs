using System.Text.Json.Serialization;

namespace CodeMeet.Execution.Sandbox;

/// <summary>The request and the envelope of <c>codemeet sandbox</c>; the envelope is part of the run's JSON on the wire as well.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SandboxRequest))]
[JsonSerializable(typeof(SandboxResult))]
internal sealed partial class SandboxJson : JsonSerializerContext;
