package AtOnce;

# Each line is shown when it is printed, also where standard output is a pipe.
select STDOUT;
$| = 1;

1;
