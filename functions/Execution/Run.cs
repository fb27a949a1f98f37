using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution;

/// <summary>
/// One run of a room: row <c>run-{Id}</c> in table <c>Runs</c>, partition = room. Ids sort newest first. Source and result lie beside it, since lists of runs are read without them.
/// </summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, or the <see cref="Verdict"/> it ended with.</param>
/// <param name="LeaseUntil">While running: when another instance may conclude that the one that claimed it is gone.</param>
/// <param name="Attempt">How often it was claimed; a failure of ours is tried once more, never twice. Whoever claimed it owns it while this is the number they wrote.</param>
/// <param name="Terminal">Set for a run that people type into.</param>
/// <param name="CasesTotal">Test cases it carries; 0 for an ordinary run.</param>
/// <param name="CasesPassed">Once it is over; null for an ordinary run.</param>
/// <param name="ResultName">Once it is over: the blob of the finisher whose verdict stands, where the result outgrows a row.</param>
/// <param name="StopRequested">Somebody pressed stop; the instance that runs it looks here.</param>
internal sealed record Run(
    string Id,
    string Status,
    string Language,
    string Entry,
    IReadOnlyList<string> Files,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? LeaseUntil,
    int Attempt,
    bool StopRequested,
    bool AfterEnd,
    TerminalSize? Terminal,
    int CasesTotal,
    int? CasesPassed,
    string? ResultName,
    string ETag)
{
    public const string Queued = "queued";
    public const string Running = "running";

    /// <summary>Claims after which a run whose instance keeps dying is given up as <c>infra_error</c>.</summary>
    public const int MostAttempts = 2;

    /// <summary>Nobody has ended this run or claimed it anew since <paramref name="claimed"/> was written.</summary>
    public bool IsStill(Run claimed) => !IsOver && Attempt == claimed.Attempt;

    public bool IsOver => Status is not (Queued or Running);

    /// <summary>Number of the event before the first of this claim: a new claim starts far above all that the last one can have sent, so that no page mistakes one for the other.</summary>
    public int FirstSeq => Math.Max(0, Attempt - 1) * 1_000_000;
}

/// <summary>
/// The runs of one room that are not over, oldest first; the first is the one that is running or about to. Row <c>queue</c>, replaced under its ETag together with
/// the run it concerns, so that a room never has more than one running and three queued, on any number of instances.
/// </summary>
internal sealed record RunQueue(IReadOnlyList<string> RunIds, string ETag)
{
    public string? First => RunIds.Count > 0 ? RunIds[0] : null;

    public RunQueue With(string runId) => this with { RunIds = [.. RunIds, runId] };

    public RunQueue Without(string runId) => this with { RunIds = [.. RunIds.Where(id => !string.Equals(id, runId, StringComparison.Ordinal))] };

    /// <summary>0 for the run whose turn it is, then 1, 2, 3; null for one that is not in the queue.</summary>
    public int? PositionOf(string runId)
    {
        for (var i = 0; i < RunIds.Count; i++)
        {
            if (string.Equals(RunIds[i], runId, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return null;
    }
}
