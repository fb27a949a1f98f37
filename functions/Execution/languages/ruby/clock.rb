# The time in milliseconds since 1970, again after a line of input.
puts Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)
gets
puts Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)
