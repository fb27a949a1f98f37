use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Words;

say Words::greet("Ada");
