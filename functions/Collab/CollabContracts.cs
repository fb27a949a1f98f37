using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeMeet.Collab;

internal sealed record UpdateAnswer(int Seq);

internal sealed record ReportEntry(int Seq);

/// <summary>Event <c>update</c>: an entry that is in the log. Data and awareness travel as base64.</summary>
/// <param name="Doc">Document.</param>
/// <param name="Seq">Its place in the log.</param>
/// <param name="By">Client id of its author.</param>
/// <param name="Data">The batch as it was sent.</param>
/// <param name="Awareness">The author's cursor after it.</param>
internal sealed record UpdateEvent([property: AllowedValues(DocumentPolicy.CodeName, DocumentPolicy.BoardName, DocumentPolicy.NotesName)] string Doc, int Seq, int By, byte[] Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? Awareness);

/// <summary>Event <c>awareness</c>: a cursor that moved without an edit.</summary>
internal sealed record AwarenessEvent([property: AllowedValues(DocumentPolicy.CodeName, DocumentPolicy.BoardName, DocumentPolicy.NotesName)] string Doc, int By, byte[] Data);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UpdateAnswer))]
[JsonSerializable(typeof(ReportEntry))]
[JsonSerializable(typeof(UpdateEvent))]
[JsonSerializable(typeof(AwarenessEvent))]
internal sealed partial class CollabJson : JsonSerializerContext;
