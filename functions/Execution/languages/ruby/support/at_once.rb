# Each line is shown when it is printed, also where standard output is a pipe.
$stdout.sync = true
