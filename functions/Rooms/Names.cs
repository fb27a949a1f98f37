using CodeMeet.Platform.Http;

namespace CodeMeet.Rooms;

/// <summary>What people may call themselves and their rooms.</summary>
internal static class Names
{
    /// <summary>A trimmed name of 1 to 64 characters without control characters.</summary>
    /// <exception cref="Refusal">INVALID_NAME.</exception>
    public static string Person(string? name) => Clean(name)
        ?? throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_NAME", $"Say your name in 1 to {Limits.NameCharacters} characters, so that the others know who you are.");

    /// <summary>The title, or one made of the host's name when none was given.</summary>
    /// <exception cref="Refusal">INVALID_TITLE.</exception>
    public static string Title(string? title, string hostName)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            var made = hostName + "’s room";
            return made.Length <= Limits.NameCharacters ? made : "Room";
        }

        return Clean(title) ?? throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_TITLE", $"A title has 1 to {Limits.NameCharacters} characters and no line breaks.");
    }

    private static string? Clean(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        return trimmed.Length is > 0 and <= Limits.NameCharacters && !trimmed.Any(char.IsControl) ? trimmed : null;
    }
}
