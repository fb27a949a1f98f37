use v5.36;

sub solve (@lines) {
    return "Hello, " . ($lines[0] // "world") . "!";
}

# What is typed into the input box arrives on standard input.
chomp(my @lines = <STDIN>);
say solve(@lines);
