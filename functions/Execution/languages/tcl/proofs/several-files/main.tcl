source [file join [file dirname [info script]] lib/words.tcl]

puts [greet Ada]
