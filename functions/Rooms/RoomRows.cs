using System.Globalization;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Rooms;

/// <summary>The layout of a room's partition in table <c>Rooms</c>: rows <c>room</c>, <c>seat0</c>–<c>seat3</c>, <c>p-…</c>, <c>invite-…</c>.</summary>
internal static class RoomRows
{
    public const string Table = "Rooms";
    public const string RoomKey = "room";
    public const string ParticipantPrefix = "p-";
    public const string SeatPrefix = "seat";
    public const string InvitePrefix = "invite-";

    public static TableRow ToRow(Room room) => new(RoomKey)
    {
        ["title"] = room.Title,
        ["kind"] = room.Kind.ToString(),
        ["state"] = room.State.ToString(),
        ["epoch"] = room.Epoch,
        ["language"] = room.Language,
        ["locked"] = room.Locked,
        ["lobbyOn"] = room.LobbyOn,
        ["hostId"] = room.HostId,
        ["createdAt"] = room.CreatedAt,
        ["startedAt"] = room.StartedAt,
        ["endedAt"] = room.EndedAt,
        ["endReason"] = room.EndReason,
        ["nextClientId"] = room.NextClientId,
        ["tokensFrom"] = room.TokensFrom,
        ["unhostedSince"] = room.UnhostedSince,
    };

    public static Room ToRoom(string roomId, TableRow row) => new(
        roomId,
        row.RequireString("title"),
        Enum.Parse<RoomKind>(row.RequireString("kind")),
        Enum.Parse<RoomState>(row.RequireString("state")),
        row.GetInt32("epoch"),
        row.RequireString("language"),
        row.GetBoolean("locked"),
        row.GetBoolean("lobbyOn"),
        row.RequireString("hostId"),
        row.RequireTime("createdAt"),
        row.GetTime("startedAt"),
        row.GetTime("endedAt"),
        row.GetString("endReason"),
        row.GetInt32("nextClientId"),
        row.GetInt32("tokensFrom"),
        row.GetTime("unhostedSince"),
        row.ETag);

    public static TableRow ToRow(Participant participant) => new(ParticipantPrefix + participant.Id)
    {
        ["name"] = participant.Name,
        ["role"] = participant.Role.ToString(),
        ["status"] = participant.Status.ToString(),
        ["colour"] = participant.Colour,
        ["clientId"] = participant.ClientId,
        ["earlier"] = string.Join(',', participant.EarlierClientIds),
        ["joinedAt"] = participant.JoinedAt,
        ["lastJoinAt"] = participant.LastJoinAt,
        ["inviteId"] = participant.InviteId,
    };

    public static Participant ToParticipant(TableRow row) => new(
        row.RowKey[ParticipantPrefix.Length..],
        row.RequireString("name"),
        Enum.Parse<Role>(row.RequireString("role")),
        Enum.Parse<ParticipantStatus>(row.RequireString("status")),
        row.RequireString("colour"),
        row.GetInt32("clientId"),
        row.RequireString("earlier") is { Length: > 0 } earlier ? [.. earlier.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] : [],
        row.RequireTime("joinedAt"),
        row.RequireTime("lastJoinAt"),
        row.GetString("inviteId"),
        row.ETag);

    public static TableRow ToRow(Seat seat) => new(SeatKey(seat.Number)) { ["participantId"] = seat.ParticipantId };

    public static string SeatKey(int number) => string.Create(CultureInfo.InvariantCulture, $"{SeatPrefix}{number}");

    public static TableRow ToRow(Invite invite) => new(InvitePrefix + invite.Id)
    {
        ["role"] = invite.Role.ToString(),
        ["expiresAt"] = invite.ExpiresAt,
        ["maxUses"] = invite.MaxUses,
        ["uses"] = invite.Uses,
        ["revokedAt"] = invite.RevokedAt,
        ["createdBy"] = invite.CreatedBy,
    };

    /// <summary>Sorts the rows of one partition, read in one query, into their kinds; null when there is no room row.</summary>
    public static RoomPartition? ToPartition(string roomId, IEnumerable<TableRow> rows)
    {
        Room? room = null;
        List<Participant> participants = [];
        List<Seat> seats = [];
        List<Invite> invites = [];
        foreach (var row in rows)
        {
            if (row.RowKey is RoomKey)
            {
                room = ToRoom(roomId, row);
            }
            else if (row.RowKey.StartsWith(ParticipantPrefix, StringComparison.Ordinal))
            {
                participants.Add(ToParticipant(row));
            }
            else if (row.RowKey.StartsWith(SeatPrefix, StringComparison.Ordinal))
            {
                seats.Add(new Seat(row.RowKey[^1] - '0', row.RequireString("participantId"), row.ETag));
            }
            else if (row.RowKey.StartsWith(InvitePrefix, StringComparison.Ordinal))
            {
                invites.Add(new Invite(
                    row.RowKey[InvitePrefix.Length..],
                    Enum.Parse<Role>(row.RequireString("role")),
                    row.RequireTime("expiresAt"),
                    row.GetInt32("maxUses"),
                    row.GetInt32("uses"),
                    row.GetTime("revokedAt"),
                    row.RequireString("createdBy"),
                    row.ETag));
            }
        }

        return room is null ? null : new RoomPartition(room, participants, seats, invites);
    }
}
