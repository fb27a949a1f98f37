use v5.36;

my ($a, $b) = split " ", join "", <STDIN>;
say $a + $b, " ", join "|", @ARGV;
