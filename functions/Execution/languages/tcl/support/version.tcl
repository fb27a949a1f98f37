puts "Tcl $tcl_patchLevel"
