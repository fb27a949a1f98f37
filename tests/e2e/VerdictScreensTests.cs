using CodeMeet.Tests.Execution.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>Every way in which a program can end, as people see it.</summary>
[TestClass]
public sealed class VerdictScreensTests : PythonRoomTests
{
    [TestMethod]
    public async Task Every_verdict_says_what_happened_and_which_limit_was_hit()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Phone, ColorScheme.Dark);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        var link = await room.InviteLinkAsync("Partner");
        await RoomScreen.JoinAsync(grace, link, "Grace");
        await grace.Page.GetByRole(AriaRole.Tab, new() { Name = "Output", Exact = true }).First.ClickAsync();
        await Expect(grace.Page.GetByText("Nothing has run yet")).ToBeVisibleAsync();
        await grace.ShootAsync("verdict-none-phone");

        var run = 0;
        async Task EndsAsync(string name, string code, string verdict, string sentence)
        {
            await room.ReplaceCodeAsync(code);
            await room.RunAsync();
            run++;
            await room.SeesRunAsync(run, verdict, sentence);
            await ada.ShootAsync($"verdict-{name}-desk");
            await Expect(grace.Page.GetByText(sentence).First).ToBeVisibleAsync();
            await grace.ShootAsync($"verdict-{name}-phone");
        }

        await EndsAsync("ok", "print('hello')\n", "Finished", "The program ended normally.");
        await EndsAsync("runtime", "def half(n):\n    return 1 / n\nprint('before')\nhalf(0)\n", "Failed", "Ended with exit code 1.");
        await EndsAsync("signal", "import os\nprint('going', flush=True)\nos.kill(os.getpid(), 11)\n", "Crashed", "SIGSEGV");
        await EndsAsync("cpu", "while True:\n    pass\n", "Time limit", "of computing");
        await EndsAsync("memory", "x = []\nwhile True:\n    x.append('x' * 10_000_000)\n", "Memory limit", "MiB");
        await EndsAsync("output", "while True:\n    print('much' * 100)\n", "Output limit", "it printed more than");
        await EndsAsync("files", "import os\nfor n in range(30_000):\n    os.close(os.open(f'/tmp/{n}', os.O_CREAT))\n", "File limit", "it made more files than it may");
        await room.SetStdinAsync("five\n");
        await EndsAsync("batch", "import sys\nprint('read', input())\nprint('warned', file=sys.stderr)\n", "Finished", "The program ended normally.");
        await EndsAsync("batch-failed", "print(int(input()))\n", "Failed", "Ended with exit code 1.");
        await EndsAsync("wall", "import time\nprint('waiting', flush=True)\ntime.sleep(60)\n", "Time limit", "Stopped after 10.0 s.");
        await ada.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Where Python runs") }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Toolchain");
        await ada.ShootAsync("environment-desk");
        await ada.Page.Keyboard.PressAsync("Escape");
        await grace.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Where Python runs") }).ClickAsync();
        await grace.ShootAsync("environment-phone");
        await grace.Page.Keyboard.PressAsync("Escape");
        await ada.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Language:") }).ClickAsync();
        await ada.ShootAsync("languages-desk");
        await ada.Page.Keyboard.PressAsync("Escape");

        await room.OpenOutputTabAsync("Input");
        await ada.ShootAsync("input-desk");
        await room.OpenOutputTabAsync("History");
        await ada.ShootAsync("history-desk");
        await grace.Page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^History") }).ClickAsync();
        await grace.ShootAsync("history-phone");
        await grace.Page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^Input") }).ClickAsync();
        await grace.ShootAsync("input-phone");
    }

    [TestMethod]
    public async Task A_compiler_without_end_is_told_from_a_program_without_end()
    {
        await SandboxFixture.NeedsAsync("c");
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.ChooseLanguageAsync("C");
        await room.ReplaceCodeAsync(string.Concat(Enumerable.Range(0, 40).Select(n => $"#define M{n + 1} M{n} M{n}\n")) + "#define M0\nint main(void) { M40 return 0; }\n");
        await room.RunAsync();
        // Its memory or its time, whichever this machine comes to first; both are the compiler's.
        await Expect(room.Output).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"limit\s*The compiler (ran out of memory|was stopped after 10\.0 s); nothing was run\."), new() { Timeout = 60_000 });
        await ada.ShootAsync("verdict-compile-limit-desk");
    }

    [TestMethod]
    public async Task What_a_run_complains_about_is_clickable_marked_and_gone_once_its_line_is_edited()
    {
        await SandboxFixture.NeedsAsync("c");
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.ChooseLanguageAsync("C");
        await room.ReplaceCodeAsync("#include <stdio.h>\n\nint main(void) {\n    int unused = 1\n    puts(\"hi\");\n    return missing;\n}\n");
        await room.RunAsync();
        await room.SeesRunAsync(1, "Did not compile", "expected");
        var squiggles = ada.Page.Locator(".monaco-editor .squiggly-error");
        await Expect(squiggles).ToHaveCountAsync(2);
        await ada.ShootAsync("verdict-compile-desk");

        // F8 goes from one to the next, wherever the keyboard is.
        var at = ada.Page.Locator(".monaco-editor .line-numbers.active-line-number").First;
        await ada.Page.Keyboard.PressAsync("F8");
        await Expect(at).ToHaveTextAsync("5");
        await ada.Page.Keyboard.PressAsync("F8");
        await Expect(at).ToHaveTextAsync("6");
        await ada.Page.Keyboard.PressAsync("Shift+F8");
        await Expect(at).ToHaveTextAsync("5");
        await ada.Page.Keyboard.PressAsync("Home");
        await ada.Page.Keyboard.TypeAsync(";");
        await Expect(squiggles).ToHaveCountAsync(1);
        await ada.ShootAsync("markers-desk");

        // On paper the words themselves are the way there.
        await room.SetStdinAsync("x");
        await room.RunAsync();
        await room.SeesRunAsync(2, "Did not compile", "missing");
        await room.Output.GetByRole(AriaRole.Button, new() { NameRegex = new("main.c:6:") }).ClickAsync();
        await Expect(at).ToHaveTextAsync("6");
        await Expect(squiggles).ToHaveCountAsync(1);
        await room.ReplaceCodeAsync("int main(void) {\n    return 0;\n}\n");
        await Expect(squiggles).ToHaveCountAsync(0);
    }

    [TestMethod]
    public async Task A_run_is_compared_with_the_code_as_it_is_now_and_run_again_as_it_was()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.ReplaceCodeAsync("print('first')\nprint('same')\n");
        await room.RunAsync();
        await room.SeesRunAsync(1, "Finished", "first");
        await room.ReplaceCodeAsync("print('second')\nprint('same')\n");
        await room.OpenOutputTabAsync("History");
        await ada.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Compare the code of this run") }).ClickAsync();
        var diff = ada.Page.GetByTestId("diff");
        await Expect(diff.Locator(".editor.original")).ToContainTextAsync("first", new() { Timeout = 60_000 });
        await Expect(diff.Locator(".editor.modified")).ToContainTextAsync("second");
        await ada.ShootAsync("compare-desk");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run exactly this again") }).ClickAsync();
        await room.SeesRunAsync(2, "Finished", "first");
    }
}
