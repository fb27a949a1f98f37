namespace CodeMeet.Execution.Sandbox;

/// <param name="DataDirectory">Where the compiled agent is kept (<c>Data:Directory</c>).</param>
/// <param name="Toolchains">Folders of toolchains that do not come from Debian, one per language (<c>Execution:Toolchains</c>).</param>
/// <param name="Mode">Forces "A", "B" or "C" (<c>Execution:Mode</c>); null lets the self-test choose.</param>
/// <param name="Parallel">Runs at a time (<c>Execution:Parallel</c>); more wait.</param>
/// <param name="FirstUid">Slots use this uid and the <see cref="Slot.Count"/> - 1 after it (<c>Execution:FirstUid</c>).</param>
/// <param name="Pool">Whether sandboxes are started before they are needed (<c>Execution:Pool</c>, on or off).</param>
internal sealed record SandboxOptions(string DataDirectory, string Toolchains, string? Mode, int Parallel, int FirstUid, bool Pool)
{
    /// <summary>Beyond the ranges that Debian gives to people and packages (below 60000) and to dynamic services (61184 up).</summary>
    private const int DefaultFirstUid = 60100;

    /// <summary>Ordinary runs at a time.</summary>
    public int Places => Math.Max(1, Parallel);

    /// <summary>Runs with a terminal at a time: they mostly wait for somebody to type, so they take no processor's place.</summary>
    public int InteractivePlaces => Places * InteractiveLimits.PlacesPerProcessor;

    public static SandboxOptions From(IConfiguration configuration)
    {
        var data = Path.GetFullPath(configuration["Data:Directory"] ?? ".data");
        return new SandboxOptions(
            data,
            Path.GetFullPath(configuration["Execution:Toolchains"] ?? Path.Combine(data, "toolchains")),
            configuration["Execution:Mode"] switch
            {
                null or "" or "auto" => null,
                "A" or "B" or "C" => configuration["Execution:Mode"],
                var other => throw new InvalidOperationException($"Execution:Mode is '{other}'; it can be auto, A, B or C."),
            },
            configuration.GetValue("Execution:Parallel", Environment.ProcessorCount),
            configuration.GetValue("Execution:FirstUid", DefaultFirstUid),
            configuration["Execution:Pool"] switch
            {
                null or "" or "on" => true,
                "off" => false,
                var other => throw new InvalidOperationException($"Execution:Pool is '{other}'; it can be on or off."),
            });
    }
}
