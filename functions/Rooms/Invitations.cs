using CodeMeet.Platform.Http;

namespace CodeMeet.Rooms;

/// <summary>Links that let people in with a role.</summary>
internal static class Invitations
{
    /// <summary>A week: an interview is set up days ahead.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(7);

    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(90);

    private const int DefaultUses = 100;
    private const int MostUses = 1000;

    /// <summary>Links that may be open at once; each is a row that every join reads.</summary>
    public const int Most = 30;

    /// <summary>The invitation and its address. The secret is in the fragment, which browsers send to nobody.</summary>
    /// <exception cref="Refusal">INVALID_INVITE.</exception>
    public static (Invite Invite, string Url) Make(string origin, string roomId, Role role, int? maxUses, int? expiresInMinutes, string createdBy, DateTimeOffset now)
    {
        var lifetime = expiresInMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : DefaultLifetime;
        if (role == Role.Host || lifetime <= TimeSpan.Zero || lifetime > LongestLifetime || maxUses is < 1 or > MostUses)
        {
            throw new Refusal(StatusCodes.Status400BadRequest, "INVALID_INVITE", $"An invitation is for an interviewer, candidate or observer, for 1 to {MostUses} people, and lasts at most {LongestLifetime.TotalDays} days.");
        }

        var secret = Ids.NewSecret();
        return (new Invite(Ids.InviteId(secret), role, now + lifetime, maxUses ?? DefaultUses, 0, null, createdBy, ""), $"{origin}/r/{roomId}#invite={secret}");
    }
}
