using System.Text;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>One run of a hostile program, and what must be true of it: nothing came out, the verdict is honest.</summary>
internal static class AttackRun
{
    /// <param name="slowed">Others run at the same time: what would have run out of memory or ended by itself may run out of time first.</param>
    public static async Task ContainedAsync(ISandbox sandbox, Attack attack, Host host, CancellationToken stop, bool slowed = false)
    {
        var told = new StringBuilder();
        var result = await sandbox.RunAsync(attack.Request(host), new SandboxTalk(
            chunk =>
            {
                told.Append(chunk.Text);
                return ValueTask.CompletedTask;
            },
            (_, _) => ValueTask.CompletedTask), stop);

        // Not as JSON: its writer keeps buffers of that size for later, which the soak would take for a leak.
        var all = string.Concat(result.Cases?.Where(c => !c.Hidden).Select(c => c.ToString()).Prepend(result.ToString()) ?? [result.ToString()]);
        var shown = $"{attack.Language}/{attack.Name}: {all[..Math.Min(all.Length, 3000)]}";
        var said = string.Concat(result.Cases?.Select(c => c.Stdout + c.Stderr).Prepend("") ?? []) + result.Stdout + result.Stderr + told;
        Assert.DoesNotContain("BREACH", said, StringComparison.Ordinal, shown);
        Assert.DoesNotContain(host.Secret, all + told, StringComparison.Ordinal, $"The secret came out of {attack.Language}/{attack.Name}.");
        if (!slowed || result.Status is not Verdict.TimeLimit)
            Assert.Contains(result.Status, attack.Expect, shown);
        foreach (var one in result.Cases ?? [])
            Assert.Contains(one.Status, [Verdict.Ok, Verdict.WrongAnswer], shown);
        Assert.IsNull(host.Touched(), shown);
    }
}
