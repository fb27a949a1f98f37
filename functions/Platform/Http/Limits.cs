namespace CodeMeet.Platform.Http;

/// <summary>What people meet as limits, in one place, with unit and reason. Values are design.md section 12.</summary>
internal static class Limits
{
    /// <summary>Seats of a room: a mesh call of more than four people overloads ordinary laptops.</summary>
    public const int Seats = 4;

    /// <summary>Characters of a participant's name or a room's title.</summary>
    public const int NameCharacters = 64;

    /// <summary>Bytes of any request body that has no limit of its own.</summary>
    public const int RequestBytes = 1024 * 1024;

    /// <summary>Bytes of one batch of document updates: with its row's other properties it fits a 64 KiB table property.</summary>
    public const int BatchBytes = 60 * 1024;

    /// <summary>Bytes of one chat message in UTF-8.</summary>
    public const int ChatBytes = 4 * 1024;

    /// <summary>Runs of one room that wait behind the one that is running.</summary>
    public const int QueuedRuns = 3;
}
