using System.Text.Json.Serialization;

namespace CodeMeet.Platform.Triggers;

[JsonSerializable(typeof(string))]
internal sealed partial class TriggerJson : JsonSerializerContext;
