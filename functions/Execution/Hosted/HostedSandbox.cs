using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Execution.Hosted;

/// <summary>
/// Runs programs on a sandbox host. What goes wrong between here and there is <see cref="Verdict.InfraError"/>, worth one retry: the host ends a run whose caller is gone,
/// so a retry never runs beside what it repeats for longer than a run takes to be killed.
/// </summary>
internal sealed partial class HostedSandbox(HostClient host, HostedOptions options, TimeProvider time, ILogger<HostedSandbox> logger) : ISandbox
{
    private string Adapter => options.HasSessions ? "sessions" : "host";

    /// <summary>As a session told last; asking one would start, and pay for, a machine.</summary>
    private volatile SandboxStatus? _told;

    public async Task<SandboxStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        if (options.HasSessions)
            return _told ?? new SandboxStatus(null, true, ["No session has been used yet, so its mode is not known."], [], Adapter);
        try
        {
            return await host.StatusAsync(cancellationToken) with { Adapter = Adapter };
        }
        catch (HostUnavailableException e)
        {
            return new SandboxStatus(null, false, [e.Message], [], Adapter);
        }
    }

    public async Task<SandboxResult> RunAsync(SandboxRequest request, SandboxTalk talk, CancellationToken stop)
    {
        if (SourceFiles.Refuse(request) is { } refusal)
            throw new ArgumentException(refusal.Reason, nameof(request));
        if (request.Tests is not null && talk.Input is not null)
            throw new ArgumentException("Nobody can type into test cases.", nameof(talk));
        stop.ThrowIfCancellationRequested();
        await using var run = new HostedRun(host, request, talk, status => _told = status with { Adapter = Adapter }, time);
        try
        {
            var result = await run.RunAsync(stop);
            if (result.Fault is { } fault)
                Log.Failed(logger, request.Language, fault);
            return result;
        }
        catch (HostUnavailableException e)
        {
            Log.Failed(logger, request.Language, e.Message);
            return SandboxRun.Failed(e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "A {Language} run on the sandbox host failed for our own reasons: {Fault}")]
        public static partial void Failed(ILogger logger, string language, string fault);
    }
}
