# The time in milliseconds since 1970, again after a line of input.
puts [clock milliseconds]
gets stdin
puts [clock milliseconds]
