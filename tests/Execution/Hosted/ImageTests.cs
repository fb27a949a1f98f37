using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CodeMeet.Tests.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Hosted;

/// <summary>What of infra/sandbox/Dockerfile can be held against the languages' data without building it.</summary>
[TestClass]
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = File.ReadAllText(App.Repository("infra", "sandbox", "Dockerfile"));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task The_image_has_every_package_of_every_language()
    {
        var script = PackagesScript().Match(Dockerfile).Groups["script"].Value.Replace("/tmp/languages/", SandboxFixture.Languages.Folder + "/", StringComparison.Ordinal);
        Assert.AreNotEqual("", script, "The image asks the languages themselves.");
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var installed = (await python.StandardOutput.ReadToEndAsync(TestContext.CancellationToken)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        // Node.js is not Debian's there.
        Assert.AreSequenceEqual(SandboxFixture.Languages.All.SelectMany(l => l.Debian).Except(["nodejs"]).Order(StringComparer.Ordinal), installed);
        Assert.Contains("COPY --from=node /usr/local/bin/node /usr/local/bin/node", Dockerfile);
    }

    [TestMethod]
    public void The_image_has_the_SDK_and_the_Node_that_a_machine_needs()
    {
        var sdk = (string)JsonNode.Parse(File.ReadAllText(App.Repository("global.json")))!["sdk"]!["version"]!;
        Assert.AreEqual(string.Join('.', sdk.Split('.')[..2]), SdkImage().Match(Dockerfile).Groups["version"].Value);

        var needed = NeededNode().Match(File.ReadAllText(App.Repository("dev"))).Groups["version"].Value;
        Assert.AreEqual(needed, NodeImage().Match(Dockerfile).Groups["version"].Value);
    }

    [TestMethod]
    public void The_image_has_the_toolchain_of_every_language_that_is_not_Debian_s()
    {
        foreach (var program in SandboxFixture.Languages.All.SelectMany(l => l.Paths?.Values ?? []).Where(path => path.StartsWith('@')))
            Assert.Contains($" /usr/bin/{program[1..]} ", Dockerfile);
        // Every lock file becomes a folder of /toolchain.
        Assert.Contains("for lock in /languages/*/package-lock.json", Dockerfile);
    }

    [GeneratedRegex("""python3 -c '(?<script>[^']+)'""")]
    private static partial Regex PackagesScript();

    [GeneratedRegex(@"/dotnet/sdk:(?<version>[\d.]+) ")]
    private static partial Regex SdkImage();

    [GeneratedRegex(@"^FROM node:(?<version>\d+)-", RegexOptions.Multiline)]
    private static partial Regex NodeImage();

    [GeneratedRegex(@"process\.versions\.node\) < (?<version>\d+)")]
    private static partial Regex NeededNode();
}
