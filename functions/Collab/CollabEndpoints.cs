using System.Buffers.Text;
using System.Globalization;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeMeet.Collab;

/// <summary>Documents of a room: batches in, entries out, cursors past. The wire is docs/protocol.md, the reasons are docs/collab.md.</summary>
internal static class CollabEndpoints
{
    private const string Bytes = "application/octet-stream";

    /// <param name="room">The group <c>/api/rooms/{roomId}</c>.</param>
    public static void MapCollab(this IEndpointRouteBuilder room)
    {
        var doc = room.MapGroup("/docs/{doc}").Refuses(StatusCodes.Status404NotFound, "DOCUMENT_NOT_FOUND");
        doc.MapPost("/updates", PostUpdates).WithName("appendUpdates").WithSummary("Appends a batch of frames; the answer means that it is durable.")
            .WithMetadata(new OctetsTaken())
            .Refuses(StatusCodes.Status403Forbidden, "READ_ONLY").Refuses(StatusCodes.Status409Conflict, "AUTHOR_PRESENT").Refuses(StatusCodes.Status413PayloadTooLarge, "DOCUMENT_FULL")
            .Refuses(StatusCodes.Status422UnprocessableEntity, "UPDATE_REFUSED", "BATCH_GAP", "AWARENESS_REFUSED");
        doc.MapGet("/", GetEntries).WithName("readEntries").WithSummary("Entries after a number, as bytes; header X-Seq is the last number.")
            .Produces<Stream>(StatusCodes.Status200OK, Bytes);
        doc.MapPost("/awareness", PostAwareness).WithName("sendAwareness").WithSummary("A cursor that moved without an edit.")
            .WithMetadata(new OctetsTaken())
            .Refuses(StatusCodes.Status422UnprocessableEntity, "AWARENESS_REFUSED");
        doc.MapPost("/reports", PostReport).WithName("reportEntry").WithSummary("This entry throws in the caller's page.")
            .Refuses(StatusCodes.Status404NotFound, "ENTRY_NOT_FOUND");
    }

    private static async Task<Ok<UpdateAnswer>> PostUpdates(
        string doc, int batch, int? author, [FromHeader(Name = "X-Awareness")] string? cursor, RoomMember me, HttpRequest request, UpdateLog log, GoneAuthors authors, BatchRates rates, IRealtime realtime, CancellationToken cancellationToken)
    {
        var policy = WritableBy(me, doc);
        var client = author ?? me.ClientId;
        if (author is { } other && !me.OwnClientIds.Contains(other))
        {
            await authors.CheckGoneAsync(me.RoomId, doc, other, cancellationToken);
        }

        if (batch < 1)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "Batches are numbered 1, 2, 3 …");
        }

        var awareness = AwarenessHeader(cursor, me.ClientId);
        var frames = await ReadBodyAsync(request, Limits.BatchBytes, cancellationToken);
        rates.Take(me.ParticipantId, frames.Length);
        var appended = await log.AppendAsync(new DocumentKey(me.RoomId, doc), policy, client, batch, frames, me.RoomCreatedAt, cancellationToken);
        if (appended.New is { } added)
        {
            // A sender that goes away now must not keep the others from hearing of what is in the log.
            await realtime.ToGroupAsync(GroupOf(me.RoomId, doc), "update", new UpdateEvent(doc, appended.Seq, client, added, awareness), me.Page);
        }

        return TypedResults.Ok(new UpdateAnswer(appended.Seq));
    }

    private static async Task GetEntries(
        string doc, int? after, string? snapshot, RoomMember me, HttpResponse response, UpdateLog log, LogReader reader, CancellationToken cancellationToken)
    {
        ReadableBy(me, doc);
        var head = await log.HeadAsync(me.RoomId, doc, cancellationToken);
        response.ContentType = Bytes;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Seq"] = head.ToString(CultureInfo.InvariantCulture);
        await reader.WriteAsync(new DocumentKey(me.RoomId, doc), Math.Max(0, after ?? 0), head, snapshot is "1", response.BodyWriter, cancellationToken);
    }

    private static async Task<NoContent> PostAwareness(string doc, RoomMember me, HttpRequest request, IRealtime realtime, CancellationToken cancellationToken)
    {
        ReadableBy(me, doc);
        var update = await ReadBodyAsync(request, Awareness.MaxBytes, cancellationToken);
        if (!Awareness.IsOf(me.ClientId, update))
        {
            throw AwarenessRefused();
        }

        await realtime.ToGroupAsync(GroupOf(me.RoomId, doc), "awareness", new AwarenessEvent(doc, me.ClientId, update), me.Page);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> PostReport(
        string doc, ReportEntry body, RoomMember me, UpdateLog log, Quarantine quarantine, CancellationToken cancellationToken)
    {
        ReadableBy(me, doc);
        if (body.Seq < 1 || body.Seq > await log.HeadAsync(me.RoomId, doc, cancellationToken))
        {
            throw new Refusal(StatusCodes.Status404NotFound, "ENTRY_NOT_FOUND", "There is no such entry.");
        }

        // Others may say so too; it is no reason to leave anything out.
        if (me.IsTrusted)
        {
            await quarantine.ReportAsync(new DocumentKey(me.RoomId, doc), body.Seq, me.ParticipantId, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Notes are heard by those who may read them and by nobody else (rule C5).</summary>
    private static string GroupOf(string roomId, string doc) =>
        doc is DocumentPolicy.NotesName ? RoomGroups.Interviewers(roomId) : RoomGroups.Everyone(roomId);

    private static DocumentPolicy ReadableBy(RoomMember me, string doc) => DocumentPolicy.Of(doc) is { } policy && me.MayRead(doc)
        ? policy
        : throw new Refusal(StatusCodes.Status404NotFound, "DOCUMENT_NOT_FOUND", "This room has no such document.");

    private static DocumentPolicy WritableBy(RoomMember me, string doc)
    {
        var policy = ReadableBy(me, doc);
        return me.MayWrite(doc) ? policy : throw new Refusal(StatusCodes.Status403Forbidden, "READ_ONLY", "You may read this document but not change it.");
    }

    private static byte[]? AwarenessHeader(string? header, int clientId)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        if (header.Length > Base64.GetMaxEncodedToUtf8Length(Awareness.MaxHeaderBytes))
        {
            throw AwarenessRefused();
        }

        var update = new byte[Base64.GetMaxDecodedFromUtf8Length(header.Length)];
        return Convert.TryFromBase64String(header, update, out var length) && length <= Awareness.MaxHeaderBytes && Awareness.IsOf(clientId, update.AsSpan(0, length))
            ? update[..length]
            : throw AwarenessRefused();
    }

    private static Refusal AwarenessRefused() =>
        new(StatusCodes.Status422UnprocessableEntity, "AWARENESS_REFUSED", "This is not the cursor of your own page.");

    /// <summary>The whole body, of a known length or not, refused before more than the limit is read.</summary>
    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var body = new byte[(int?)request.ContentLength ?? limit + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > limit ? throw TooLarge(limit) : length == body.Length ? body : body[..length];
    }

    private static Refusal TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"This takes at most {limit / 1024} KiB at a time.");
}
