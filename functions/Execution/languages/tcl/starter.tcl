proc solve {lines} {
    set name [lindex $lines 0]
    return "Hello, [expr {$name eq "" ? "world" : $name}]!"
}

# What is typed into the input box arrives on standard input.
puts [solve [split [read -nonewline stdin] "\n"]]
