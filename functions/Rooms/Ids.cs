using System.Security.Cryptography;
using System.Text;

namespace CodeMeet.Rooms;

/// <summary>Random names and secrets of the Rooms slice.</summary>
internal static class Ids
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>12 characters, 59 bits, none of which look alike: short enough to read out, too many to guess.</summary>
    public static string NewRoom() => RandomNumberGenerator.GetString(Alphabet, 12);

    /// <summary>Unguessable, since a participant id names somebody in signals and timelines.</summary>
    public static string NewParticipant() => RandomNumberGenerator.GetString(Alphabet, 16);

    /// <summary>What stands behind <c>#invite=</c>: 32 characters, 158 bits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, 32);

    /// <summary>
    /// Whether this could be an id of ours at all. Ids in addresses and tokens come from anywhere; whatever has other characters, or far too many, names nothing and
    /// must not reach storage, which takes such a key for a bug.
    /// </summary>
    public static bool MayExist(string id) => id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    /// <summary>Generous: ours have 12 and 16 characters.</summary>
    private const int LongestId = 64;

    /// <summary>The id an invitation is stored under. A plain hash is enough, since the secret is random and long.</summary>
    public static string InviteId(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
