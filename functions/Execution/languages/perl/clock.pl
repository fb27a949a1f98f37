# The time in milliseconds since 1970, again after a line of input.
use v5.36;
use Time::HiRes "time";

say int(time * 1000);
<STDIN>;
say int(time * 1000);
