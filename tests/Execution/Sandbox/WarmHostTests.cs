using CodeMeet.Execution;
using CodeMeet.Execution.Sandbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary>The protocol of warm hosts, spoken by one of a few lines, and the pool that keeps them.</summary>
[TestClass]
public sealed class WarmHostTests
{
    /// <summary>
    /// No star in it: elements of commands with one are paths to look for. Burns time while it warms up, "compiles" by copying, runs Python. The program sees WARM and knows so who runs it; what it looks for in the source decides how the host behaves.
    /// </summary>
    private const string Host = """
        import os, struct, sys, time
        until = time.process_time() + 0.3
        while time.process_time() < until: pass
        os.write(6, b'R')
        def command():
            length = struct.unpack('<I', os.read(5, 4))[0]
            text = b''
            while len(text) < length: text += os.read(5, length - len(text))
            return text[:-1].decode().split('\0')
        what, tty, entry = command()
        assert what == 'compile', what
        text = open(entry).read()
        os.write(4, b'compiled warm\n')
        if 'fail to compile' in text: os.write(6, b'C\x03'); os._exit(3)
        if 'die compiling' in text: os.write(2, b'oh no'); os._exit(9)
        while 'compile for ever' in text: pass
        open('.out', 'w').write(text)
        os.write(6, b'C\x00')
        words = command()
        what, tty = words[:2]
        sys.argv = words[2:]
        assert what == 'run', what
        for fd in 4, 5, 6: os.close(fd)
        if tty:
            terminal = os.open(tty, os.O_RDWR)
            for fd in 0, 1, 2: os.dup2(terminal, fd)
            os.close(terminal)
        WARM = True
        exec(open('.out').read())
        """;

    private static readonly Lazy<(Languages Languages, DirectoryInfo Folder)> Made = new(MakeLanguages);

    public TestContext TestContext { get; set; } = null!;

    /// <summary>Mode C has no pool.</summary>
    public static IEnumerable<object[]> Modes() => SandboxFixture.Modes.Where(m => m is not "C").Select(m => new object[] { m });

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task A_warm_host_compiles_and_runs_with_pipes_and_the_clocks_start_with_the_program(string mode)
    {
        await using var sandbox = await WarmAsync(mode);
        var result = await RunAsync(sandbox, "import sys\nprint(WARM, sys.argv, input())\nsys.stderr.write('e')\nsys.exit(7)", stdin: "in\n", args: ["a b", "c"]);
        Assert.AreEqual((Verdict.RuntimeError, 7, "True ['a b', 'c'] in\n", "e", "compiled warm\n"), (result.Status, result.ExitCode, result.Stdout, result.Stderr, result.Compile?.Output), result.ToString());
        Assert.IsLessThan(250, result.CpuMs!.Value, "The 300 ms of warming up are not the program's.");
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task A_warm_host_is_bound_to_the_terminal(string mode)
    {
        await using var sandbox = await WarmAsync(mode);
        using var talk = new Talk(sandbox, Program("import os, sys\nprint(WARM, os.isatty(0), os.isatty(1), os.isatty(2), os.tcgetpgrp(0) == os.getpgrp(), open('/dev/tty').isatty())\ntry:\n    print(input('? ').upper())\n    input()\nexcept KeyboardInterrupt: print('stop')") with { Terminal = Talk.Size }, TestContext.CancellationToken);
        await talk.SeeAsync("True True True True True True\n? ");
        talk.Type("x\n");
        await talk.SeeAsync("X\n");
        talk.Type("\u0003");
        Assert.AreEqual("True True True True True True\n? X\nstop\n", (await talk.Result).Stdout);
    }

    [TestMethod]
    public async Task A_warm_host_says_that_it_does_not_compile()
    {
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0]);
        var result = await RunAsync(sandbox, "# fail to compile");
        Assert.AreEqual((Verdict.CompileError, "compiled warm\n"), (result.Status, result.Compile?.Output), result.ToString());
    }

    [TestMethod]
    public async Task A_warm_host_that_ends_unasked_is_made_up_for_by_a_cold_run()
    {
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0]);
        var result = await RunAsync(sandbox, "# die compiling\nimport os\nprint('WARM' in globals(), sorted(os.listdir('/proc/self/fd')))");
        Assert.AreEqual(("False ['0', '1', '2', '3']\n", ""), (result.Stdout, result.Compile?.Output), result.ToString());
    }

    [TestMethod]
    public async Task A_host_that_dies_while_it_waits_costs_the_run_nothing()
    {
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0], "fickle");
        var result = await RunAsync(sandbox, "print('WARM' in globals())", language: "fickle");
        Assert.AreEqual("False\n", result.Stdout, result.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task The_limits_of_a_stage_hold_a_warm_host(string mode)
    {
        await using var sandbox = await WarmAsync(mode);
        var result = await RunAsync(sandbox, "import resource\nprint(WARM, *(resource.getrlimit(r) for r in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE)))");
        Assert.AreEqual("True (256, 256) (64, 64) (0, 0)\n", result.Stdout);
        await IsWarmAsync(sandbox);
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.Cpu), Limit(await RunAsync(sandbox, "print(WARM)\nwhile True: pass", new RequestedLimits(CpuMs: 300))));
        await IsWarmAsync(sandbox);
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.Wall), Limit(await RunAsync(sandbox, "print(WARM)\nimport time\ntime.sleep(60)", new RequestedLimits(WallMs: 300))));
        await IsWarmAsync(sandbox);
        Assert.AreEqual((Verdict.MemoryLimit, LimitNames.Memory), Limit(await RunAsync(sandbox, "print(WARM)\nx = bytearray(1 << 30)")));
        await IsWarmAsync(sandbox);
        Assert.AreEqual((Verdict.OutputLimit, LimitNames.Output), Limit(await RunAsync(sandbox, "while True: print(WARM)", new RequestedLimits(OutputBytes: 10_000))));
        await IsWarmAsync(sandbox);
        Assert.AreEqual((Verdict.TimeLimit, LimitNames.CompileWall), Limit(await RunAsync(sandbox, "# compile for ever", new RequestedLimits(CompileWallMs: 300))));

        static (string, string?) Limit(SandboxResult result)
        {
            Assert.IsTrue(result.Compile!.WallMs >= 300 || result.Stdout.StartsWith("True\n", StringComparison.Ordinal), result.ToString());
            return (result.Status, result.LimitHit);
        }
    }

    [TestMethod]
    public async Task Test_cases_compile_warm_run_the_first_warm_and_the_others_cold()
    {
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0]);
        var result = await sandbox.RunAsync(Program("print('WARM' in globals())") with { Tests = [new("1", "", ""), new("2", "", ""), new("3", "", "")] }, Silent, TestContext.CancellationToken);
        Assert.AreEqual("True\nFalse\nFalse\n", string.Concat(result.Cases!.Select(c => c.Stdout)), result.Fault);
        Assert.AreEqual("compiled warm\n", result.Compile?.Output);
    }

    [TestMethod]
    public async Task A_run_with_less_memory_than_the_host_was_started_for_is_cold()
    {
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0]);
        Assert.AreEqual("False\n", (await RunAsync(sandbox, "print('WARM' in globals())", new RequestedLimits(MemoryMb: 64))).Stdout);
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task X3_nothing_is_carried_from_run_to_run_by_the_pool(string mode)
    {
        await using var sandbox = await WarmAsync(mode);
        const string Look = """
            import os, resource, subprocess
            def walk(top): return sorted(os.path.join(d, n) for d, ds, fs in os.walk(top) for n in ds + fs)
            print([walk(p) for p in ('/work', '/tmp', '/dev/shm')], sorted(os.environ.items()), sorted(p for p in os.listdir('/proc') if p.isdigit()))
            print(sorted(os.listdir('/proc/self/fd')), os.getpriority(os.PRIO_PROCESS, 0), resource.getrlimit(resource.RLIMIT_NOFILE), open('/proc/self/status').read().split('SigIgn')[1].split('\n')[0])
            print(open('/proc/sysvipc/shm').read().count('\n'), open('/proc/net/unix').read().count('\n'), open('/proc/sys/kernel/hostname').read())
            for top in ('/work', '/tmp', '/dev/shm'): open(top + '/mark', 'w').write('x')
            import socket
            s = socket.socket(socket.AF_UNIX); s.bind('\0mark'); s.listen()
            if os.fork() == 0:
                os.setsid()
                import time; time.sleep(60)
            """;
        foreach (var language in new[] { "python", "warmed" })
        {
            var seen = new List<string>();
            for (var i = 0; i < 6; i++)
            {
                if (language is "warmed")
                    await IsWarmAsync(sandbox);
                var result = await RunAsync(sandbox, Look, language: language);
                Assert.AreEqual(Verdict.Ok, result.Status, result.ToString());
                seen.Add(result.Stdout);
            }

            Assert.HasCount(1, seen.Distinct(StringComparer.Ordinal), string.Join('\n', seen));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Modes))]
    public async Task A_pool_that_is_closed_leaves_nothing(string mode)
    {
        await using (var sandbox = await WarmAsync(mode))
        {
            var status = await sandbox.GetStatusAsync(TestContext.CancellationToken);
            Assert.AreEqual((4, "warmed"), (status.Pool!.Ready, string.Join(' ', status.Pool.Warm)));
        }

        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task X1_a_service_that_is_killed_takes_its_ready_sandboxes_along()
    {
        if (!SandboxFixture.IsRoot)
            Assert.Inconclusive("Whose a process is can be told only with slots.");
        using var process = TestProcess.Start("sandbox-pool", SandboxFixture.Options(null).DataDirectory, $"{SandboxFixture.FirstUid}");
        Assert.AreEqual("ready", await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken));
        Assert.IsGreaterThan(8, SandboxFixture.SlotProcesses().Count);
        process.Kill();
        await process.WaitForExitAsync(TestContext.CancellationToken);
        await LocalSandboxTests.PollAsync(() => SandboxFixture.SlotProcesses().Count == 0, () => $"the pool to be gone: {string.Join("; ", SandboxFixture.SlotProcesses())}");
        await (await WarmAsync(SandboxFixture.Modes[0])).DisposeAsync(); // takes the same slots again, and removes their groups
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    [TestMethod]
    public async Task A_language_that_nobody_has_used_lately_is_let_go()
    {
        var clock = new ShiftedTime();
        await using var sandbox = await WarmAsync(SandboxFixture.Modes[0], clock: clock);
        clock.Shift = TimeSpan.FromMinutes(11);
        await RunAsync(sandbox, "print()", language: "python");
        await PollPoolAsync(sandbox, pool => pool is { Ready: 4, Warm.Count: 0 });
    }

    /// <summary>The role of the process that is killed: a pool until the input ends.</summary>
    internal static async Task KeepPoolAsync(string data, int firstUid)
    {
        await using var sandbox = new LocalSandbox(SandboxFixture.Options("A") with { DataDirectory = data, FirstUid = firstUid, Pool = true }, Made.Value.Languages, TimeProvider.System, NullLogger<LocalSandbox>.Instance);
        await sandbox.RunAsync(Program("print()"), Silent, CancellationToken.None);
        await IsWarmAsync(sandbox);
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Why a pool stays empty is worth reading in a test's output.</summary>
    private static ILogger<LocalSandbox> Told { get; } = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)).CreateLogger<LocalSandbox>();

    private static SandboxTalk Silent { get; } = new(_ => ValueTask.CompletedTask);

    private static SandboxRequest Program(string text, string language = "warmed")
        => new(language, [new SourceFile(language is "python" ? "main.py" : "main.wm", text)]);

    /// <summary>A sandbox whose pool is full.</summary>
    private async Task<LocalSandbox> WarmAsync(string mode, string language = "warmed", TimeProvider? clock = null)
    {
        var sandbox = new LocalSandbox(SandboxFixture.Options(mode) with { Pool = true }, Made.Value.Languages, clock ?? TimeProvider.System, Told);
        try
        {
            Assert.AreEqual(Verdict.Ok, (await RunAsync(sandbox, "print()", language: language)).Status);
            await IsWarmAsync(sandbox, language);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    private static Task IsWarmAsync(LocalSandbox sandbox, string language = "warmed") => PollPoolAsync(sandbox, pool => pool.Ready == 4 && pool.Warm.Contains(language));

    private static async Task PollPoolAsync(LocalSandbox sandbox, Func<PoolStatus, bool> reached)
    {
        var deadline = DateTime.UtcNow.AddSeconds(120);
        while ((await sandbox.GetStatusAsync(CancellationToken.None)).Pool is { } pool && !reached(pool))
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, $"The pool stays at {pool.Ready} {string.Join(' ', pool.Warm)}.");
            await Task.Delay(10);
        }
    }

    private Task<SandboxResult> RunAsync(LocalSandbox sandbox, string text, RequestedLimits? limits = null, string? stdin = null, IReadOnlyList<string>? args = null, string language = "warmed")
        => sandbox.RunAsync(Program(text, language) with { Stdin = stdin, Args = args, Limits = limits }, Silent, TestContext.CancellationToken);

    /// <summary>Python as it is, one whose host is <see cref="Host"/>, and one whose host leaves as soon as it is ready.</summary>
    private static (Languages, DirectoryInfo) MakeLanguages()
    {
        var folder = Directory.CreateTempSubdirectory("codemeet-warm-tests-");
        AtEnd.Stop(() =>
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
        Add("warmed", Host);
        Add("fickle", "import os\nos.write(6, b'R')");
        var python = Directory.CreateDirectory(Path.Combine(folder.FullName, "python")).FullName;
        foreach (var file in new[] { "language.json", "starter.py" })
            File.Copy(Path.Combine(SandboxFixture.Languages.Find("python")!.Folder, file), Path.Combine(python, file));
        return (new Languages(folder.FullName, Path.Combine(folder.FullName, "none")), folder);

        void Add(string id, string host)
        {
            var language = SandboxFixture.Languages.Find("python")! with
            {
                Aliases = [],
                FileName = "main.wm",
                Extension = ".wm",
                Compile = new LanguageCommand(["cp", "{entry}", "{work}/.out"]),
                Run = new LanguageCommand(["python3", "-u", "{work}/.out", "{args}"]),
                Limits = new LanguageLimits(10_000, 10_000, 10_000, 256, 8 << 20),
                Warm = new LanguageWarm(["/usr/bin/python3", "-u", "-c", host], MemoryMb: 20, ["{entry}"], ["{args}"]),
            };
            var own = Directory.CreateDirectory(Path.Combine(folder.FullName, id)).FullName;
            File.WriteAllText(Path.Combine(own, "language.json"), System.Text.Json.JsonSerializer.Serialize(language, LanguageJson.Default.Language));
            File.WriteAllText(Path.Combine(own, "starter.wm"), "");
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
