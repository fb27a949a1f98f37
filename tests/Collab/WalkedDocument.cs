using System.Text;
using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>A document with a seed and a victim's text, and whether the walker takes an update of somebody else's for it.</summary>
internal static class WalkedDocument
{
    public const int Victim = 1;
    public const int Attacker = 2;
    public static readonly YId None = new(-1, 0);

    /// <summary>The seed, and four characters of the victim in the first file.</summary>
    public static DocumentClocks Document()
    {
        var clocks = new DocumentClocks();
        clocks.Absorb(1, Seed.ClientId, Seed.Batch("main.py", "python", "print(1)\n"));
        clocks.Absorb(2, Victim, Update.Batch(new Update(Victim, 0).TextIn("file:main", "GOOD").Bytes()));
        return clocks;
    }

    public static void Refused(UpdateRefusal expected, Update update, int author = Attacker) => Refused(expected, update.Bytes(), author);

    public static void Refused(UpdateRefusal expected, byte[] update, int author = Attacker)
    {
        var clocks = Document();
        var before = State(clocks);
        Assert.AreEqual(expected, Try(clocks, update, author));
        Assert.AreEqual(before, State(clocks));
    }

    public static UpdateRefusal Try(DocumentClocks clocks, byte[] update, int author)
    {
        clocks.Begin(author);
        var refusal = YUpdate.Check(update, author, DocumentPolicy.Code, clocks);
        clocks.Rollback();
        return refusal;
    }

    public static string State(DocumentClocks clocks)
    {
        var state = new StringBuilder().Append(clocks.Seq).Append(' ').Append(clocks.Inserted).Append(' ').Append(clocks.LogBytes);
        foreach (var (client, clock, entries) in clocks.Clients.Where(client => client.Clock > 0))
        {
            state.Append(' ').Append(client).Append(':').Append(clock).Append('/').Append(entries).Append('@').Append(clocks.RootAt(new YId(client, clock - 1)));
        }

        return state.ToString();
    }

    public static void AnyNull(YWriter content)
    {
        content.UInt(1);
        content.Byte(126);
    }
}
