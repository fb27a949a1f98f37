# Runs the program named first, as tclsh would, but shows each line when it is printed, also where standard output is a pipe.
fconfigure stdout -buffering line
set argv0 [lindex $argv 0]
set argv [lrange $argv 1 end]
incr argc -1
if {[catch {source -encoding utf-8 $argv0}]} {
    # The last two lines would speak of this file.
    puts stderr [regsub {\n    invoked from within\n"source -encoding utf-8 \$argv0"$} $errorInfo {}]
    exit 1
}
