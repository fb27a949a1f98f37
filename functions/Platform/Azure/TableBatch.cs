using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;

namespace CodeMeet.Platform.Azure;

/// <summary>
/// An entity group transaction as multipart/mixed: one change set with one inner request per action. Lines end in CRLF, inner addresses are absolute
/// and inner JSON is one line, since the emulator reads nothing else.
/// </summary>
internal sealed class TableBatch(Uri endpoint, string tableName)
{
    private readonly string _batch = "batch_" + Guid.NewGuid().ToString("N");

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    public BinaryData Write(IReadOnlyList<TableTransactionAction> actions)
    {
        var changes = "changeset_" + Guid.NewGuid().ToString("N");
        using var body = new MemoryStream();
        Line($"--{_batch}");
        Line($"Content-Type: multipart/mixed; boundary={changes}");
        Line("");
        foreach (var action in actions)
        {
            Line($"--{changes}");
            Line("Content-Type: application/http");
            Line("Content-Transfer-Encoding: binary");
            Line("");
            var path = action.Method == RequestMethod.Post ? "/" + tableName : TableClient.Path(tableName, action.Entity.PartitionKey, action.Entity.RowKey);
            Line($"{action.Method} {endpoint.AbsoluteUri.TrimEnd('/')}{path} HTTP/1.1");
            Line("Accept: application/json;odata=minimalmetadata");
            Line("DataServiceVersion: 3.0");
            Line("Prefer: return-no-content");
            if (action.IfMatch is { } etag)
            {
                Line($"If-Match: {etag}");
            }

            if (action.Method != RequestMethod.Delete)
            {
                Line("Content-Type: application/json");
            }

            Line("");
            if (action.Method != RequestMethod.Delete)
            {
                body.Write(action.Entity.ToJson());
            }

            Line("");
        }

        Line($"--{changes}--");
        Line($"--{_batch}--");
        return BinaryData.FromBytes(body.ToArray());

        void Line(string text) => body.Write(Encoding.UTF8.GetBytes(text + "\r\n"));
    }

    /// <summary>Reads the answer, which is 202 also when the transaction failed.</summary>
    /// <exception cref="TableTransactionFailedException">An inner answer is a failure.</exception>
    /// <exception cref="FormatException">Not the answer to a batch.</exception>
    public static IReadOnlyList<ETag> Read(string body, int actions)
    {
        var etags = new List<ETag>(actions);
        var lines = body.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        for (var line = 0; line < lines.Length; line++)
        {
            if (!lines[line].StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                continue;
            }

            var status = int.Parse(lines[line].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            ETag etag = default;
            for (line++; line < lines.Length && lines[line].Length > 0; line++)
            {
                if (lines[line].StartsWith("ETag:", StringComparison.OrdinalIgnoreCase))
                {
                    etag = new ETag(lines[line]["ETag:".Length..].Trim());
                }
            }

            if (status >= 400)
            {
                throw Failure(status, string.Join('\n', lines.Skip(line).TakeWhile(text => !text.StartsWith("--", StringComparison.Ordinal))));
            }

            etags.Add(etag);
        }

        return etags.Count == actions ? etags : throw new FormatException($"A transaction of {actions} actions was answered with {etags.Count} results.");
    }

    /// <remarks>The message begins with the action's index: <c>1:The specified entity already exists.</c></remarks>
    private static TableTransactionFailedException Failure(int status, string body)
    {
        var error = StorageErrorParser.Parse(body);
        var message = error?.Message ?? "";
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        var index = colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        return new TableTransactionFailedException(status, error?.Code, $"{status} {error?.Code}: {message}", index);
    }
}
