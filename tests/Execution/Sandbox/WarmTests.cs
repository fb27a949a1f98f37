using System.Text.Json;
using System.Threading.Channels;
using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Nobody should have to know whether a host was waiting: each program of languages/NAME/proofs and languages/NAME/warm/alike, warm and cold.</summary>
[TestClass]
public sealed class WarmTests
{
    private static readonly string Mode = SandboxFixture.Modes[0];

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Hosts()
        => from language in SandboxFixture.Languages.All where language.Warm is not null select new object[] { language.Id };

    [TestMethod]
    [DynamicData(nameof(Hosts))]
    public async Task Programs_end_and_print_the_same_in_a_warm_host(string id)
    {
        var language = await NeedsHostAsync(id);
        await using var warm = await WithPoolAsync(language);

        var differences = new List<string>();
        // Each costs a host that warms up for seconds; the programs made for this comparison say most.
        foreach (var (name, request) in Proofs(language).Where(p => Soak.IsOn || p.Name is "hello" or "compile-error").Concat(Alike(language)))
        {
            var cold = Told(language, await SandboxFixture.RunAsync(Mode, request, TestContext.CancellationToken));
            await IsWarmAsync(warm, id);
            var hosted = Told(language, await RunAsync(warm, request));
            if (cold != hosted)
                differences.Add($"{name}\n  warm {hosted}\n  cold {cold}");
        }

        Assert.IsEmpty(differences, string.Join('\n', differences));
    }

    /// <summary>Or the test above would compare cold with cold.</summary>
    [TestMethod]
    [DynamicData(nameof(Hosts))]
    public async Task The_host_is_what_runs_the_program(string id)
    {
        var language = await NeedsHostAsync(id);
        await using var warm = await WithPoolAsync(language);
        await IsWarmAsync(warm, id);

        var result = await RunAsync(warm, SandboxFixture.Program(id, await File.ReadAllTextAsync(Path.Combine(language.Folder, "warm", "which" + language.Extension), TestContext.CancellationToken)));

        Assert.Contains("/toolchain/warm/", result.Stdout, $"{result.Status} {result.Compile?.Output} {result.Stderr}");
    }

    [TestMethod]
    [DynamicData(nameof(Hosts))]
    public async Task A_terminal_is_bound_to_the_program_of_a_warm_host(string id)
    {
        var language = await NeedsHostAsync(id);
        await using var warm = await WithPoolAsync(language);
        var text = await File.ReadAllTextAsync(Path.Combine(language.Folder, "warm", "prompt" + language.Extension), TestContext.CancellationToken);
        var request = SandboxFixture.Program(id, text) with { Terminal = new TerminalSize(80, 24) };

        var cold = await TypeAsync(SandboxFixture.Mode(Mode), request);
        await IsWarmAsync(warm, id);
        var hosted = await TypeAsync(warm, request);

        Assert.AreEqual(cold, hosted);
        Assert.Contains("Hi Ada", hosted);
    }

    private static async Task<Language> NeedsHostAsync(string id)
    {
        await SandboxFixture.NeedsAsync(id);
        var language = SandboxFixture.Languages.Find(id)!;
        Needs.Installed(SandboxFixture.Languages.CanWarm(language), $"{id} has no warm host here: ./dev languages install {id}");
        return language;
    }

    /// <summary>Hosts are made for languages that were used, so this uses it.</summary>
    private async Task<LocalSandbox> WithPoolAsync(Language language)
    {
        var sandbox = new LocalSandbox(SandboxFixture.Options(Mode) with { Pool = true }, SandboxFixture.Languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        await RunAsync(sandbox, SandboxFixture.Program(language.Id, language.Starter));
        return sandbox;
    }

    private static async Task IsWarmAsync(LocalSandbox sandbox, string language)
    {
        // Hosts warm up when nobody else wants the processor.
        var deadline = DateTime.UtcNow.AddSeconds(120);
        while ((await sandbox.GetStatusAsync(CancellationToken.None)).Pool is not { } pool || !pool.Warm.Contains(language))
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, $"No warm host of {language} comes up.");
            await Task.Delay(20);
        }
    }

    private Task<SandboxResult> RunAsync(LocalSandbox sandbox, SandboxRequest request)
        => sandbox.RunAsync(request, new SandboxTalk(_ => ValueTask.CompletedTask), TestContext.CancellationToken);

    /// <summary>Types a name at the prompt.</summary>
    private async Task<string> TypeAsync(LocalSandbox sandbox, SandboxRequest request)
    {
        var input = Channel.CreateUnbounded<string>();
        var shown = "";
        var result = await sandbox.RunAsync(request, new SandboxTalk(
            chunk =>
            {
                var before = shown;
                shown += chunk.Text;
                if (!before.Contains("name> ", StringComparison.Ordinal) && shown.Contains("name> ", StringComparison.Ordinal))
                    input.Writer.TryWrite("Ada ž\n");
                return ValueTask.CompletedTask;
            },
            Input: input.Reader), TestContext.CancellationToken);
        return $"{result.Status} {result.ExitCode} {shown}";
    }

    private static IEnumerable<(string Name, SandboxRequest Request)> Proofs(Language language)
        => from folder in Directory.GetDirectories(Path.Combine(language.Folder, "proofs")).Order(StringComparer.Ordinal)
           let proof = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, "proof.json")), ProofTests.ProofJson.Default.ProofFile)!
           let files = from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                       where Path.GetFileName(path) is not "proof.json"
                       select new SourceFile(Path.GetRelativePath(folder, path), File.ReadAllText(path))
           where proof.Limits?.MemoryMb is null // runs cold: a host's heap was chosen when it started
           select (Path.GetFileName(folder), new SandboxRequest(language.Id, [.. files], Stdin: proof.Stdin, Args: proof.Args, Limits: proof.Limits));

    private static IEnumerable<(string, SandboxRequest)> Alike(Language language)
        => from path in Directory.EnumerateFiles(Path.Combine(language.Folder, "warm", "alike")).Order(StringComparer.Ordinal)
           select (Path.GetFileName(path), SandboxFixture.Program(language.Id, File.ReadAllText(path), stdin: "40 2\nAda ž\n") with { Args = ["x", "y ž"] });

    /// <summary>What a person sees of a run, but for times and sizes. Where the host is another compiler (it runs nothing), warnings are its own; errors never are.</summary>
    private static string Told(Language language, SandboxResult result)
    {
        var compiler = language.Warm!.Run is null && result.Status is not Verdict.CompileError ? "" : result.Compile?.Output;
        return $"{result.Status} {result.ExitCode} {result.Signal} {result.LimitHit}\n  compiler: {compiler}\n  stdout: {result.Stdout}\n  stderr: {result.Stderr}";
    }
}
