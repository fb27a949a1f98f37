using CodeMeet.Execution.Sandbox;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Execution;

/// <summary>A run as a row of table <c>Runs</c>.</summary>
internal static class RunRows
{
    public const string Prefix = "run-";

    public static TableRow ToRow(Run run) => new(Prefix + run.Id)
    {
        ["status"] = run.Status,
        ["language"] = run.Language,
        ["entry"] = run.Entry,
        ["files"] = string.Join('\n', run.Files),
        ["requestedBy"] = run.RequestedBy,
        ["requestedAt"] = run.RequestedAt,
        ["startedAt"] = run.StartedAt,
        ["finishedAt"] = run.FinishedAt,
        ["leaseUntil"] = run.LeaseUntil,
        ["attempt"] = run.Attempt,
        ["stop"] = run.StopRequested,
        ["afterEnd"] = run.AfterEnd,
        ["columns"] = run.Terminal?.Columns,
        ["rows"] = run.Terminal?.Rows,
        ["cases"] = run.CasesTotal,
        ["passed"] = run.CasesPassed,
        ["result"] = run.ResultName,
    };

    public static Run ToRun(TableRow row) => new(
        row.RowKey[Prefix.Length..],
        row.RequireString("status"),
        row.RequireString("language"),
        row.RequireString("entry"),
        row.RequireString("files").Split('\n'),
        row.RequireString("requestedBy"),
        row.RequireTime("requestedAt"),
        row.GetTime("startedAt"),
        row.GetTime("finishedAt"),
        row.GetTime("leaseUntil"),
        row.GetInt32("attempt"),
        row.GetBoolean("stop"),
        row.GetBoolean("afterEnd"),
        row["columns"] is int columns && row["rows"] is int rows ? new TerminalSize(columns, rows) : null,
        row.GetInt32("cases"),
        (int?)row["passed"],
        row.GetString("result"),
        row.ETag);
}
