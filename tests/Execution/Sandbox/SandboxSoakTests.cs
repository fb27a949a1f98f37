using System.Globalization;
using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>Many runs, a quarter of them hostile, as an evening of interviews would bring them: with terminals, test cases, stops and listeners that fail. Afterwards nothing has grown.</summary>
[TestClass]
public sealed class SandboxSoakTests
{
    /// <summary>Characters that every ordinary program prints, so that a result somebody holds on to weighs something.</summary>
    private const int Printed = 64 * 1024;

    /// <summary>
    /// A run's result is at least 2 × <see cref="Printed"/> bytes of text, so 1,000 leaked ones were 128 MiB; 8 MiB is what is left of that if one run in sixteen leaks.
    /// The heap itself shrank by 6 MiB between the middle and the end of 2,000 runs, as pooled buffers were given back.
    /// </summary>
    private const long ManagedBytes = 8 << 20;

    /// <summary>Of anonymous memory. The collector keeps some tens of MiB for later or not, as it likes; 1,000 leaked outputs are 64 MiB of bytes outside the heap.</summary>
    private const long ResidentBytes = 48 << 20;

    /// <summary>Hostile programs that take long are ended by this clock: for what they leave it does not matter which limit ends them.</summary>
    private const int HostileWallMs = 1500;

    private static readonly SandboxOptions Options = SandboxFixture.Options(null) with
    {
        DataDirectory = Directory.CreateTempSubdirectory("codemeet-soak-").FullName,
        Parallel = 4,
        Pool = true,
        FirstUid = SandboxFixture.FirstSoakUid,
    };

    private static readonly (string Language, string Text)[] Ordinary =
    [
        ("python", $"print('x' * {Printed}, input())"),
        ("bash", $"printf '%0{Printed}d ' 0; head -1"),
        ("c", $"#include <stdio.h>\nint main(void) {{ for (int i = 0; i < {Printed}; i++) putchar('x'); putchar(' '); for (int c; (c = getchar()) != '\\n';) putchar(c); putchar('\\n'); }}"),
        ("javascript", $"require('fs').writeSync(1, 'x'.repeat({Printed}) + ' ' + require('fs').readFileSync(0))"),
        ("perl", $"print 'x' x {Printed}, ' ', <STDIN>"),
        ("lua", $"io.write(string.rep('x', {Printed}), ' ', io.read(), '\\n')"),
    ];

    public TestContext TestContext { get; set; } = null!;

    [ClassCleanup]
    public static void RemoveFolders()
    {
        Directory.Delete(Options.DataDirectory, recursive: true);
        foreach (var uid in Enumerable.Range(Options.FirstUid, Slot.Count))
            File.Delete(Path.Combine(Slot.Folder, uid.ToString(CultureInfo.InvariantCulture)));
    }

    [TestMethod]
    public async Task X1_X3_after_many_runs_nothing_is_left_and_nothing_has_grown()
    {
        await SandboxFixture.NeedsAsync("python");
        var hostile = new List<Attack>();
        // A sample leaves the compilers' bombs out, which take seconds of both processors each.
        foreach (var attack in Attack.All.Where(a => Soak.IsOn || a.About is not "compile"))
        {
            if (await IsInstalledAsync(attack.Language))
                hostile.Add(attack with { Limits = attack.Limits with { WallMs = HostileWallMs, CompileWallMs = Math.Min(attack.Limits.CompileWallMs ?? 5000, 5000) } });
        }

        var ordinary = new List<(string Language, string Text)>();
        foreach (var program in Ordinary)
        {
            if (SandboxFixture.Languages.Find(program.Language) is not null && await IsInstalledAsync(program.Language))
                ordinary.Add(program);
        }

        var runs = Soak.Of(2000, 96);
        // The first runs make what stays: the agent's file, threads, compiled code.
        await RunManyAsync(8, hostile, ordinary);
        var before = Leftovers.Find(Options);

        var (middle, end) = await RunManyAsync(runs, hostile, ordinary);

        await LocalSandboxTests.PollAsync(() => Leftovers.Find(Options).Since(before).Count == 0, () => $"nothing to be left, but there is {string.Join("; ", Leftovers.Find(Options).Since(before))}");
        if (SandboxFixture.IsRoot)
        {
            // A slot is given back once its namespaces are gone, which the verdict does not wait for.
            await LocalSandboxTests.PollAsync(
                () =>
                {
                    using var slot = Slot.Take(Options.FirstUid);
                    return slot.Uid == Options.FirstUid;
                },
                () => "every slot to be free");
        }

        TestContext.WriteLine($"{runs} runs; managed {middle.Managed >> 10} -> {end.Managed >> 10} KiB, resident {middle.Resident >> 10} -> {end.Resident >> 10} KiB from the middle to the end");
        Assert.IsLessThan(ManagedBytes, end.Managed - middle.Managed, "Bytes on the heap between the middle and the end.");
        Assert.IsLessThan(ResidentBytes, end.Resident - middle.Resident, "Bytes of the process between the middle and the end.");
    }

    private static async Task<bool> IsInstalledAsync(string language) => await SandboxFixture.Languages.VersionAsync(SandboxFixture.Languages.Find(language)!) is not null;

    private static Memory Measure()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var resident = File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1];
        return new Memory(GC.GetTotalMemory(forceFullCollection: false), long.Parse(resident, CultureInfo.InvariantCulture) << 10);
    }

    /// <summary>In a sandbox of its own that is closed at the end.</summary>
    private async Task<(Memory Middle, Memory End)> RunManyAsync(int runs, List<Attack> hostile, List<(string Language, string Text)> ordinary)
    {
        await using var sandbox = new LocalSandbox(Options, SandboxFixture.Languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        using var host = new Host();
        await RunHalfAsync(0, runs / 2);
        var middle = Measure();
        await RunHalfAsync(runs / 2, runs);
        return (middle, Measure());

        async Task RunHalfAsync(int from, int to)
            => await Parallel.ForEachAsync(Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = Options.Parallel, CancellationToken = TestContext.CancellationToken },
                async (i, stop) => await (i % 4 == 3 ? AttackRun.ContainedAsync(sandbox, hostile[i / 4 % hostile.Count], host, stop, slowed: true) : RunOneAsync(sandbox, ordinary[i % ordinary.Count], i, stop)));
    }

    private static async Task RunOneAsync(LocalSandbox sandbox, (string Language, string Text) program, int i, CancellationToken stop)
    {
        var request = SandboxFixture.Program(program.Language, program.Text);
        var all = new SandboxTalk(_ => ValueTask.CompletedTask, (_, _) => ValueTask.CompletedTask);
        if (i % 16 == 1)
        {
            var cases = await sandbox.RunAsync(request with { Tests = [new("a", "1\n", ""), new("b", "2\n", "", Hidden: true)] }, all, stop);
            Assert.AreEqual("ok 2", $"{cases.Status} {cases.Cases?.Count}", cases.Compile?.Output + cases.Fault);
            return;
        }

        if (i % 16 == 5)
        {
            using var pressed = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var cancelled = await sandbox.RunAsync(request with { Stdin = $"{i}\n" }, new SandboxTalk(_ => new ValueTask(pressed.CancelAsync())), pressed.Token);
            Assert.Contains(cancelled.Status, [Verdict.Cancelled, Verdict.Ok], cancelled.Fault);
            return;
        }

        if (i % 16 == 9)
        {
            await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => sandbox.RunAsync(request with { Stdin = $"{i}\n" }, new SandboxTalk(_ => throw new InvalidTimeZoneException()), stop));
            return;
        }

        var result = await sandbox.RunAsync(request with { Stdin = $"{i}\n", Terminal = i % 16 == 13 ? Talk.Size : null }, all, stop);
        Assert.AreEqual($"ok {Printed} {i}", $"{result.Status} {result.Stdout.IndexOf(' ', StringComparison.Ordinal)} {result.Stdout.Split(' ')[^1].Trim()}", program.Language + result.Stderr + result.Compile?.Output + result.Fault);
    }

    private sealed record Memory(long Managed, long Resident);
}
