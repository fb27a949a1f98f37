import sys


def solve(lines: list[str]) -> str:
    return "Hello, " + (lines[0] if lines else "world") + "!"


# What is typed into the input box arrives on standard input.
print(solve(sys.stdin.read().splitlines()))
