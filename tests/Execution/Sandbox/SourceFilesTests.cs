using CodeMeet.Execution.Sandbox;

namespace CodeMeet.Tests.Execution.Sandbox;

[TestClass]
public sealed class SourceFilesTests
{
    [TestMethod]
    [DataRow("main.py")]
    [DataRow("lib/deep/er/words.py")]
    [DataRow(".hidden")]
    [DataRow("with space and ü.py")]
    public void Plain_paths_are_accepted(string path) => Assert.IsNull(SourceFiles.Refuse(With(path)));

    [TestMethod]
    [DataRow("")]
    [DataRow("/etc/passwd")]
    [DataRow("../main.py")]
    [DataRow("a/../b")]
    [DataRow("a//b")]
    [DataRow("a/")]
    [DataRow("./a")]
    [DataRow("-o")]
    [DataRow("@options")]
    [DataRow("a\\b")]
    [DataRow("a\nb")]
    [DataRow("a\0b")]
    [DataRow("c:a")]
    [DataRow("txt.\u202Eyp")]
    public void Paths_that_could_mean_something_else_are_refused(string path) => Assert.IsNotNull(SourceFiles.Refuse(With(path)));

    [TestMethod]
    public void Too_many_too_large_doubled_and_contradicting_files_are_refused()
    {
        Assert.IsNotNull(SourceFiles.Refuse(new SandboxRequest("python", [])));
        Assert.IsNotNull(SourceFiles.Refuse(new SandboxRequest("python", [.. Enumerable.Range(0, 65).Select(i => new SourceFile($"{i}", ""))])));
        Assert.IsNotNull(SourceFiles.Refuse(new SandboxRequest("python", [new SourceFile("a", new string('é', (128 * 1024) + 1))])));
        Assert.IsNotNull(SourceFiles.Refuse(With("a", "a")));
        Assert.IsNotNull(SourceFiles.Refuse(With("a", "a/b")));
    }

    [TestMethod]
    public void Entry_input_and_arguments_are_checked()
    {
        Assert.IsNotNull(SourceFiles.Refuse(With("a") with { Entry = "b" }));
        Assert.IsTrue(SourceFiles.Refuse(With("a") with { Stdin = new string('x', (64 * 1024) + 1) })?.TooLarge);
        Assert.IsFalse(SourceFiles.Refuse(With("a") with { Terminal = new TerminalSize(19, 24) })?.TooLarge);
        Assert.IsNotNull(SourceFiles.Refuse(With("a") with { Terminal = new TerminalSize(80, 201) }));
        Assert.IsNotNull(SourceFiles.Refuse(With("a") with { Terminal = new TerminalSize(80, 24), Tests = [new TestCase("a", "", "")] }));
        Assert.IsNotNull(SourceFiles.Refuse(With("a") with { Args = ["a\0b"] }));
        Assert.IsNull(SourceFiles.Refuse(With("a", "b") with { Entry = "b", Stdin = new string('x', 64 * 1024), Args = ["", "-x"] }));
    }

    private static SandboxRequest With(params string[] paths) => new("python", [.. paths.Select(p => new SourceFile(p, "x"))]);
}
