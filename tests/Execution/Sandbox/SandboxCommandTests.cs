using System.Diagnostics;
using System.Text.Json;
using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

/// <summary><c>codemeet sandbox</c> as a process of its own: what it prints, as a plain user too, and what is left when it is killed.</summary>
[TestClass]
public sealed class SandboxCommandTests
{
    /// <summary>nobody's; on the machine only while a test runs.</summary>
    private static readonly int PlainUid = SandboxFixture.FirstUid - 1;

    public TestContext TestContext { get; set; } = null!;

    [TestInitialize]
    public Task NeedsSandboxAsync() => SandboxFixture.NeedsAsync("python");

    [TestMethod]
    public async Task The_envelope_is_one_JSON_line_with_the_agreed_names()
    {
        var (exitCode, output) = await RunAsync("""{"language":"py","files":[{"path":"main.py","text":"print(input())"}],"stdin":"hi\n","args":["x"],"limits":{"wallMs":5000}}""");
        Assert.AreEqual(0, exitCode);
        Assert.HasCount(1, output.TrimEnd('\n').Split('\n'));
        using var json = JsonDocument.Parse(output);
        Assert.AreEqual(
            "status exitCode signal compile stdout stderr stdoutTruncated stderrTruncated cpuMs wallMs memoryKb limitHit toolchain cases",
            string.Join(' ', json.RootElement.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual("ok:hi\n", $"{json.RootElement.GetProperty("status").GetString()}:{json.RootElement.GetProperty("stdout").GetString()}");
    }

    [TestMethod]
    public async Task A_verdict_against_the_program_is_still_a_success_of_the_command()
    {
        var (exitCode, output) = await RunAsync("""{"language":"python","files":[{"path":"main.py","text":"exit(3)"}]}""");
        Assert.AreEqual(0, exitCode);
        Assert.Contains("\"runtime_error\"", output, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("null")]
    [DataRow("""{"language":"python"}""")]
    [DataRow("""{"language":"klingon","files":[{"path":"a","text":""}]}""")]
    [DataRow("""{"language":"python","files":[{"path":"../a","text":""}]}""")]
    public async Task A_request_that_cannot_be_understood_is_a_usage_error(string request)
    {
        var (exitCode, output) = await RunAsync(request);
        Assert.AreEqual("2:", $"{exitCode}:{output}");
    }

    [TestMethod]
    [DataRow("secrets")]
    [DataRow("memory_children")]
    [DataRow("fork_bomb")]
    [DataRow("signal_everybody")]
    public async Task X1_a_plain_user_without_control_groups_contains_attacks_too(string name)
    {
        if (!SandboxFixture.IsRoot)
            Assert.Inconclusive("The other tests run as a plain user already.");
        using var host = new Host();
        var attack = Attack.Find("python", name);
        var (exitCode, output) = await RunAsync(JsonSerializer.Serialize(attack.Request(host), SandboxJson.Default.SandboxRequest), PlainUid);
        Assert.AreEqual(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Contains(json.RootElement.GetProperty("status").GetString(), attack.Expect, output);
        Assert.DoesNotContain("BREACH", output, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Secret, output, StringComparison.Ordinal);
        Assert.IsNull(host.Touched());
    }

    [TestMethod]
    public async Task X1_a_service_that_is_killed_takes_its_runs_along()
    {
        if (!SandboxFixture.IsRoot)
            Assert.Inconclusive("Whose a process is can be told only with slots.");
        using var process = Start(uid: null);
        await process.StandardInput.WriteAsync("""{"language":"python","files":[{"path":"main.py","text":"import os,time\nfor _ in range(5): os.fork()\ntime.sleep(60)"}]}""");
        process.StandardInput.Close();
        await LocalSandboxTests.PollAsync(() => SandboxFixture.SlotProcesses().Count > 30, () => "the run to be under way");
        process.Kill();
        await process.WaitForExitAsync(TestContext.CancellationToken);
        await LocalSandboxTests.PollAsync(() => SandboxFixture.SlotProcesses().Count == 0, () => $"its processes to be gone: {string.Join("; ", SandboxFixture.SlotProcesses())}");

        // Nobody was there to remove its control group; the next to use the slot does.
        var (exitCode, _) = await RunAsync("""{"language":"python","files":[{"path":"main.py","text":""}]}""");
        Assert.AreEqual(0, exitCode);
        await LocalSandboxTests.NothingIsLeftAsync();
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string request, int? uid = null)
    {
        using var process = Start(uid);
        var errors = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await process.StandardInput.WriteAsync(request);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        TestContext.WriteLine(await errors);
        return (process.ExitCode, output);
    }

    private static Process Start(int? uid)
    {
        var binary = Environment.GetEnvironmentVariable("CODEMEET_APP") is { Length: > 0 } given
            ? given
            : Path.Combine(SandboxFixture.Root, "artifacts", "bin", "CodeMeet", new DirectoryInfo(AppContext.BaseDirectory).Name, "codemeet");
        string[] command = uid is { } plain ? ["/usr/bin/setpriv", $"--reuid={plain}", $"--regid={plain}", "--clear-groups", PlainApp(binary), "sandbox"] : [binary, "sandbox"];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Execution__FirstUid"] = $"{SandboxFixture.FirstUid}";
        start.Environment["Data__Directory"] = uid is null ? SandboxFixture.Options(null).DataDirectory : PlainData(uid.Value);
        start.Environment["HOME"] = start.Environment["Data__Directory"];
        return Process.Start(start)!;
    }

    /// <summary>The app where a plain user reaches it: the clone may lie below a folder that only root enters, such as /root.</summary>
    private static string PlainApp(string binary)
    {
        var copy = Path.Combine(SandboxFixture.Options(null).DataDirectory, "app");
        if (!Directory.Exists(copy))
        {
            Run("/usr/bin/cp", "-r", Path.GetDirectoryName(binary)!, copy);
            Run("/usr/bin/chmod", "-R", "a+rX", copy);
        }

        return Path.Combine(copy, Path.GetFileName(binary));
    }

    /// <summary>Below the fixture's folder, which goes at the end, but owned by the plain user.</summary>
    private static string PlainData(int uid)
    {
        var parent = SandboxFixture.Options(null).DataDirectory;
        var folder = Path.Combine(parent, "plain");
        if (!Directory.Exists(folder))
        {
#pragma warning disable CA1416 // The sandbox runs on Linux only, and so do these tests.
            File.SetUnixFileMode(parent, (UnixFileMode)0b111_101_101);
#pragma warning restore CA1416
            Run("/usr/bin/install", "-d", "-o", $"{uid}", "-g", $"{uid}", folder);
        }

        return folder;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}");
    }
}
