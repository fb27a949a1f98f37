namespace CodeMeet.Tests;

/// <summary>How often a race is repeated: a sample in every run, many more behind <c>./dev test --soak</c>.</summary>
internal static class Soak
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("CODEMEET_SOAK") is "1";

    public static int Of(int soak, int sample) => IsOn ? soak : sample;
}

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("codemeet-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
