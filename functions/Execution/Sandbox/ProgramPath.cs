namespace CodeMeet.Execution.Sandbox;

/// <summary>Programs that language.json calls by name: Debian puts node into /usr/bin, container images into /usr/local/bin.</summary>
internal static class ProgramPath
{
    /// <summary>PATH inside the sandbox; /usr is the host's.</summary>
    public const string Variable = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The absolute path; the name itself if it has one or is nowhere.</summary>
    public static string Find(string program)
        => program.Contains('/', StringComparison.Ordinal)
            ? program
            : Variable.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;
}
