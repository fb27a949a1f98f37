import std;

string solve(string[] lines) {
    return "Hello, " ~ (lines.empty ? "world" : lines.front) ~ "!";
}

void main() {
    // What is typed into the input box arrives on standard input.
    writeln(solve(stdin.byLineCopy.array));
}
