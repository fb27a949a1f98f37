use v5.36;
use Carp;

sub half ($n) {
    croak "odd: $n" if $n % 2;
    return $n / 2;
}

say half(3);
