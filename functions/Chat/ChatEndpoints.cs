using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Platform.Http;
using CodeMeet.Platform.Realtime;
using CodeMeet.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeMeet.Chat;

internal sealed record SendMessage(string? Text, [property: AllowedValues(Timeline.EveryoneSees, Timeline.InterviewersSee)] string? Audience);

internal sealed record MessageAuthor(string Id, string Name, string Colour);

/// <param name="Seq">Its place in the room's timeline, where it is kept.</param>
internal sealed record ChatMessage(long Seq, DateTimeOffset At, MessageAuthor From, string Text, [property: AllowedValues(Timeline.EveryoneSees, Timeline.InterviewersSee)] string Audience);

/// <summary>What the timeline keeps of a message.</summary>
internal sealed record ChatPayload(MessageAuthor From, string Text);

internal sealed record MessageAnswer(ChatMessage Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(ChatPayload))]
[JsonSerializable(typeof(MessageAnswer))]
internal sealed partial class ChatJson : JsonSerializerContext;

/// <summary>Chat of a room: entries of type <c>chat</c> in its timeline, so that it is kept, numbered and replayed with everything else.</summary>
internal static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder room) => room.MapPost("/chat", Send)
        .WithName("sendMessage").WithSummary("Says something to everybody, or to host and interviewers only.")
        .Refuses(StatusCodes.Status400BadRequest, "EMPTY_MESSAGE").Refuses(StatusCodes.Status403Forbidden, "FORBIDDEN");

    private static async Task<Created<MessageAnswer>> Send(RoomMember me, SendMessage body, Timeline timeline, IRealtime realtime, CancellationToken cancellationToken)
    {
        var text = body.Text?.Trim().ReplaceLineEndings("\n") ?? "";
        if (text.Length == 0)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "EMPTY_MESSAGE", "Write something first.");
        }

        if (Encoding.UTF8.GetByteCount(text) > Limits.ChatBytes)
        {
            throw new Refusal(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"A message has at most {Limits.ChatBytes / 1024} KiB. Put longer text into a file of the room.");
        }

        var audience = body.Audience ?? Timeline.EveryoneSees;
        if (audience is not (Timeline.EveryoneSees or Timeline.InterviewersSee))
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "The audience of a message is “room” or “interviewers”.");
        }

        if (audience is Timeline.InterviewersSee && !me.IsTrusted)
        {
            throw new Refusal(StatusCodes.Status403Forbidden, "FORBIDDEN", "Only the host and interviewers write to each other here.");
        }

        var author = new MessageAuthor(me.ParticipantId, me.Participant.Name, me.Participant.Colour);
        var entry = await timeline.AppendQuietlyAsync(me.Room, "chat", me.ParticipantId, audience, new ChatPayload(author, text), ChatJson.Default.ChatPayload, cancellationToken);
        var answer = new MessageAnswer(new ChatMessage(entry.Seq, entry.At, author, text, audience));
        var group = audience is Timeline.InterviewersSee ? RoomGroups.Interviewers(me.RoomId) : RoomGroups.Everyone(me.RoomId);
        await realtime.ToGroupAsync(group, "chat", answer);
        return TypedResults.Created((string?)null, answer);
    }
}
