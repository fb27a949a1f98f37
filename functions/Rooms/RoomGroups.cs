using System.Globalization;

namespace CodeMeet.Rooms;

/// <summary>Names of realtime groups and users. A user is one page, so that superseding closes the older page and nothing else.</summary>
internal static class RoomGroups
{
    /// <summary>Everybody who is seated.</summary>
    public static string Everyone(string roomId) => "room:" + roomId;

    /// <summary>Host and interviewers only: nothing sent here may reach a candidate or observer (rule C5).</summary>
    public static string Interviewers(string roomId) => "interviewers:" + roomId;

    public static string Page(string roomId, int clientId) => string.Create(CultureInfo.InvariantCulture, $"{roomId}.{clientId}");

    /// <summary>The page of somebody who waits in the lobby and has no client id yet.</summary>
    public static string WaitingPage(string roomId, string participantId) => $"{roomId}.{participantId}";
}
