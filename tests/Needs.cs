namespace CodeMeet.Tests;

/// <summary>What a test needs of its machine and <c>./dev</c> could not bring. Without it the test has nothing to say and is skipped; in CI that is a failure.</summary>
internal static class Needs
{
    /// <param name="what">What is missing, and how one gets it.</param>
    public static void Installed(bool isThere, string what)
    {
        if (isThere)
            return;
        Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), what);
        Assert.Inconclusive(what);
    }
}
