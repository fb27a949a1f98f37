using System.Text.Json;
using System.Text.Json.Serialization;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Every folder below languages/NAME/proofs is a program with what must come out of it; a new language is tested by its own data.</summary>
[TestClass]
public sealed partial class ProofTests
{
    private static readonly string[] NeededProofs = ["hello", "stdin", "several-files", "exit-code", "unicode", "time-limit"];

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Proofs()
        => from language in SandboxFixture.Languages.All
           from folder in Directory.GetDirectories(Path.Combine(language.Folder, "proofs")).Order(StringComparer.Ordinal)
           select new object[] { language.Id, Path.GetFileName(folder) };

    [TestMethod]
    [DynamicData(nameof(Proofs))]
    public async Task Proof(string language, string name)
    {
        await SandboxFixture.NeedsAsync(language);
        var folder = Path.Combine(SandboxFixture.Languages.Find(language)!.Folder, "proofs", name);
        var proof = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(folder, "proof.json"), TestContext.CancellationToken), ProofJson.Default.ProofFile)!;
        SourceFile[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => new SourceFile(Path.GetRelativePath(folder, f), File.ReadAllText(f))).Where(f => f.Path is not "proof.json")];
        var request = new SandboxRequest(language, files, Stdin: proof.Stdin, Args: proof.Args, Limits: proof.Limits);

        var result = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], request, TestContext.CancellationToken);

        var all = JsonSerializer.Serialize(result, SandboxJson.Default.SandboxResult) + result.Fault;
        var expect = proof.Expect;
        Assert.AreEqual(expect.Status, result.Status, all);
        Assert.AreEqual(expect.LimitHit, result.LimitHit, all);
        if (expect.ExitCode is { } code)
            Assert.AreEqual(code, result.ExitCode, all);
        if (expect.Signal is { } signal)
            Assert.AreEqual(signal, result.Signal, all);
        if (expect.Stdout is { } stdout)
            Assert.AreEqual(stdout, result.Stdout, all);
        if (expect.Stderr is { } stderr)
            Assert.AreEqual(stderr, result.Stderr, all);
        if (expect.Compile is { } compile)
            Assert.AreEqual(compile, result.Compile?.Output, all);
        Assert.Contains(expect.StderrContains, result.Stderr, StringComparison.Ordinal, all);
        if (expect.CompileContains.Length > 0)
            Assert.Contains(expect.CompileContains, result.Compile!.Output, StringComparison.Ordinal, all);
        Assert.IsFalse(string.IsNullOrEmpty(result.Toolchain), "The result names its toolchain.");
    }

    [TestMethod]
    public void Every_language_proves_the_same_things()
    {
        foreach (var language in SandboxFixture.Languages.All)
        {
            foreach (var proof in NeededProofs)
                Assert.IsTrue(Directory.Exists(Path.Combine(language.Folder, "proofs", proof)), $"{language.Id} has no proof {proof}");
        }
    }

    [TestMethod]
    public async Task Every_starter_greets_with_and_without_input()
    {
        foreach (var language in SandboxFixture.Languages.All)
        {
            await SandboxFixture.NeedsAsync(language.Id);
            var greeted = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], SandboxFixture.Program(language.Id, language.Starter, stdin: "Ada\n"), TestContext.CancellationToken);
            var alone = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], SandboxFixture.Program(language.Id, language.Starter), TestContext.CancellationToken);
            Assert.AreEqual("ok:Hello, Ada!\n", $"{greeted.Status}:{greeted.Stdout}", $"{language.Id} {greeted.Stderr}{greeted.Compile?.Output}{greeted.Fault}");
            Assert.AreEqual("ok:Hello, world!\n", $"{alone.Status}:{alone.Stdout}", $"{language.Id} {alone.Stderr}{alone.Fault}");
        }
    }

    internal sealed record ProofFile(Expectation Expect, string? Stdin = null, IReadOnlyList<string>? Args = null, RequestedLimits? Limits = null);

    /// <summary>What is not given is not looked at, except for the limit.</summary>
    internal sealed record Expectation(
        string Status, int? ExitCode = null, string? Signal = null, string? LimitHit = null, string? Stdout = null, string? Stderr = null, string? Compile = null,
        string StderrContains = "", string CompileContains = "");

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(ProofFile))]
    internal sealed partial class ProofJson : JsonSerializerContext;
}
