using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeMeet.Tests.E2e;

/// <summary>A program that talks with several people at once.</summary>
[TestClass]
public sealed class TerminalTests : PythonRoomTests
{
    private const string GuessingGame = """
        print("\033[1;35mI think of a number from 1 to 100.\033[0m")
        turns = 0
        while True:
            guess = int(input("Guess: "))
            turns += 1
            if guess == 42:
                print(f"\033[32mYes! {turns} guesses.\033[0m")
                break
            print("Too low." if guess < 42 else "Too high.")
        """;

    [TestMethod]
    public async Task Two_people_play_a_guessing_game_in_one_terminal_and_a_third_joins_in_from_a_phone()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        await using var grace = await Visitor.ArriveAsync("Grace", App.Url, Visitor.Desk, ColorScheme.Dark);
        await using var linus = await Visitor.ArriveAsync("Linus", App.Url, Visitor.Phone);
        var hers = await RoomScreen.StartAsync(ada, "Ada");
        var link = await hers.InviteLinkAsync("Partner");
        var theirs = await RoomScreen.JoinAsync(grace, link, "Grace");
        await theirs.TypableAsync();
        await hers.ReplaceCodeAsync(GuessingGame);

        // Whoever clicks Run can type at once.
        await hers.RunAsync();
        await Expect(hers.Output).ToContainTextAsync("Guess: ", new() { Timeout = 60_000 });
        await Expect(theirs.Output).ToContainTextAsync("Guess: ");
        await hers.TypeIntoProgramAsync("10");
        await Expect(theirs.Output).ToContainTextAsync("Too low.");
        await Expect(theirs.Output).ToContainTextAsync("typed: 10");
        await theirs.TypeIntoProgramAsync("80");
        await Expect(hers.Output).ToContainTextAsync("Too high.");

        // A line that is not sent yet is nobody else's, and output does not land in it.
        await grace.Page.Keyboard.TypeAsync("5", new() { Delay = 15 });
        await ada.ShootAsync("terminal-desk-light");
        await grace.ShootAsync("terminal-desk-dark");
        await hers.TypeIntoProgramAsync("50");
        await Expect(theirs.Output).ToContainTextAsync("typed: Ada › 50");
        await Expect(theirs.Terminal.Locator(".xterm-rows")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Guess:[ \u00a0]5[^0]*$"));
        await grace.Page.Keyboard.TypeAsync("5", new() { Delay = 15 });
        await grace.Page.Keyboard.PressAsync("Enter");
        await Expect(hers.Output).ToContainTextAsync("typed: Grace › 55");

        // Who comes late reads what happened so far, and plays on.
        await RoomScreen.JoinAsync(linus, link, "Linus");
        await linus.Page.GetByRole(AriaRole.Tab, new() { Name = "Output", Exact = true }).First.ClickAsync();
        var phone = linus.Page.GetByRole(AriaRole.Region, new() { Name = "What the program printed" });
        await Expect(phone).ToContainTextAsync("I think of a number");
        await Expect(phone).ToContainTextAsync("Too high.");
        await linus.ShootAsync("terminal-phone");
        await linus.Page.GetByLabel("Type a line").FillAsync("42");
        await linus.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await hers.SeesRunAsync(1, "Finished", "Yes! 5 guesses.");
        await theirs.SeesRunAsync(1, "Finished", "Yes! 5 guesses.");
        await Expect(phone).ToContainTextAsync("Yes! 5 guesses.");
        await ada.ShootAsync("terminal-desk-finished");
        await linus.ShootAsync("terminal-phone-finished");

        // It stays as it was, also for a page that did not see it.
        await grace.Page.ReloadAsync();
        await theirs.SeesRunAsync(1, "Finished", "Yes! 5 guesses.");
        await Expect(theirs.Terminal.Locator(".xterm-rows")).ToContainTextAsync("Too high.");
    }

    [TestMethod]
    public async Task The_end_of_input_a_paste_of_lines_and_a_stop_reach_the_program()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.ReplaceCodeAsync("import sys\nprint(sum(int(line) for line in sys.stdin))\n");
        await room.RunAsync();
        await Expect(room.Output).ToContainTextAsync("Running");
        await ada.Page.EvaluateAsync("navigator.clipboard.writeText('1\\n2\\n39\\n')");
        await room.Terminal.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+v");
        await Expect(room.Output).ToContainTextAsync("typed: 39");
        await ada.Page.Keyboard.PressAsync("Control+d");
        await room.SeesRunAsync(1, "Finished", "42");

        await room.RunAsync();
        await Expect(room.Output).ToContainTextAsync("Running");
        await room.Terminal.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+c");
        await room.SeesRunAsync(2, "Stopped", "");
    }

    [TestMethod]
    public async Task The_terminal_is_searched_copied_and_left_by_keyboard()
    {
        await using var ada = await Visitor.ArriveAsync("Ada", App.Url, Visitor.Desk);
        var room = await RoomScreen.StartAsync(ada, "Ada");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.ReplaceCodeAsync("for i in range(200):\n    print('line', i, '\\x1b[31mred\\x1b[0m')\n");
        await room.RunAsync();
        await room.SeesRunAsync(1, "Finished", "line 199 red");
        await room.Terminal.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+f");
        await ada.Page.GetByRole(AriaRole.Searchbox).FillAsync("line 17 ");
        await Expect(room.Terminal.Locator(".xterm-rows")).ToContainTextAsync("line 17");
        await ada.ShootAsync("terminal-find");
        await ada.Page.Keyboard.PressAsync("Escape");
        await room.Output.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(ada.Page.GetByText("Copied the whole output", new() { Exact = true })).ToBeVisibleAsync();
        StringAssert.StartsWith(await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()"), "line 0 red\n");

        // From the terminal to the editor and back; Tab is not caught.
        await room.Terminal.ClickAsync();
        await ada.Page.Keyboard.PressAsync("Control+Backquote");
        await Expect(ada.Page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^Code") })).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Control+Backquote");
        await Expect(room.Terminal.Locator("textarea")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Tab");
        await Expect(room.Terminal.Locator("textarea")).Not.ToBeFocusedAsync();
    }
}
