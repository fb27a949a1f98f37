using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CodeMeet.Execution;
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

    public static IEnumerable<object[]> LanguageIds() => SandboxFixture.Languages.All.Select(l => new object[] { l.Id });

    [TestMethod]
    [DynamicData(nameof(Proofs))]
    public async Task Proof(string language, string name)
    {
        await SandboxFixture.NeedsAsync(language);
        var folder = Path.Combine(SandboxFixture.Languages.Find(language)!.Folder, "proofs", name);
        var proof = Read(Path.Combine(folder, "proof.json"));
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
        var points = Points(SandboxFixture.Languages.Find(language)!, result);
        foreach (var point in expect.Points ?? [])
            Assert.Contains(point, points, $"{point} is not among the places found: {string.Join(", ", points)}. {all}");
        Assert.IsFalse(string.IsNullOrEmpty(result.Toolchain), "The result names its toolchain.");
    }

    [TestMethod]
    public void Every_language_proves_the_same_things()
    {
        foreach (var language in SandboxFixture.Languages.All)
        {
            var proofs = Directory.GetDirectories(Path.Combine(language.Folder, "proofs")).ToDictionary(f => Path.GetFileName(f)!, f => Read(Path.Combine(f, "proof.json")));
            foreach (var needed in NeededProofs)
                Assert.IsTrue(proofs.ContainsKey(needed) || proofs.Values.Any(p => p.Proves?.Contains(needed) is true), $"{language.Id} has no proof {needed}");
            Assert.IsTrue(proofs.Values.Any(p => p.Expect.Points is { Count: > 0 }), $"{language.Id} has no proof that its diagnostics find a line");
            Assert.IsTrue(language.Compile is null || proofs.Values.Any(p => p.Expect is { Status: Verdict.CompileError, Points.Count: > 0 }), $"{language.Id} has no proof that its compiler's diagnostics find a line");
        }
    }

    [TestMethod]
    [DynamicData(nameof(LanguageIds))]
    public async Task Starter_greets_with_and_without_input(string id)
    {
        await SandboxFixture.NeedsAsync(id);
        TestCase[] people = [new("Ada", "Ada\n", ""), new("world", "", "")];
        var request = SandboxFixture.Program(id, SandboxFixture.Languages.Find(id)!.Starter) with { Tests = people };

        var result = await SandboxFixture.RunAsync(SandboxFixture.Modes[0], request, TestContext.CancellationToken);

        var all = JsonSerializer.Serialize(result, SandboxJson.Default.SandboxResult) + result.Fault;
        Assert.AreEqual(Verdict.Ok, result.Status, all);
        foreach (var one in result.Cases!)
        {
            // What else is printed is the language's business: SQL draws a table.
            Assert.Contains($"Hello, {one.Name}!", one.Stdout, StringComparison.Ordinal, all);
            Assert.AreEqual(0, one.ExitCode, all);
            Assert.AreEqual("", one.Stderr + result.Compile?.Output, all);
        }
    }

    [TestMethod]
    public async Task Languages_are_listed_with_limits_libraries_and_diagnostics()
    {
        var list = (await SandboxFixture.Languages.ListAsync()).Languages;

        Assert.AreSequenceEqual(SandboxFixture.Languages.All.Select(l => l.Id), list.Select(l => l.Id));
        foreach (var view in list)
        {
            Assert.AreEqual(SandboxFixture.Languages.Missing(SandboxFixture.Languages.Find(view.Id)!).Count == 0, view.Available, view.Id);
            Assert.IsGreaterThan(0, view.Limits.WallMs, view.Id);
            Assert.IsGreaterThan(0, view.Diagnostics.Count, view.Id);
            Assert.IsTrue(view.Libraries.All(l => char.IsAsciiDigit(l.Version[0])), $"{view.Id} {string.Join(' ', view.Libraries)}");
        }
    }

    /// <summary>Places in the source that the language's patterns find, as FILE:LINE.</summary>
    private static List<string> Points(Language language, SandboxResult result)
        => [.. from text in new[] { result.Compile?.Output ?? "", result.Stderr }
               from diagnostic in language.Diagnostics ?? []
               from match in Regex.Matches(text, diagnostic.Pattern, RegexOptions.ECMAScript | RegexOptions.Multiline, TimeSpan.FromSeconds(1))
               select $"{(match.Groups["file"] is { Success: true } file ? file.Value : language.FileName)}:{int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture)}"];

    private static ProofFile Read(string file) => JsonSerializer.Deserialize(File.ReadAllText(file), ProofJson.Default.ProofFile)!;

    /// <param name="Proves">Further proofs this one stands for, where a run of the toolchain takes seconds.</param>
    internal sealed record ProofFile(Expectation Expect, string? Stdin = null, IReadOnlyList<string>? Args = null, RequestedLimits? Limits = null, IReadOnlyList<string>? Proves = null);

    /// <summary>What is not given is not looked at, except for the limit.</summary>
    /// <param name="Points">FILE:LINE, each of which the language's diagnostics must find in what the compiler or the program said.</param>
    internal sealed record Expectation(
        string Status, int? ExitCode = null, string? Signal = null, string? LimitHit = null, string? Stdout = null, string? Stderr = null, string? Compile = null,
        string StderrContains = "", string CompileContains = "", IReadOnlyList<string>? Points = null);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(ProofFile))]
    internal sealed partial class ProofJson : JsonSerializerContext;
}
