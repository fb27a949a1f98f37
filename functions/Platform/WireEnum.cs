using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeMeet.Platform;

/// <summary>Writes an enum as on the wire and in the docs: <c>CompileError</c> is <c>compile_error</c>. Numbers are not taken.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
