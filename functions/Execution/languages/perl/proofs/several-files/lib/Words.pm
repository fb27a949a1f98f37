package Words;
use v5.36;

sub greet ($name) { "Hello, $name" }

1;
