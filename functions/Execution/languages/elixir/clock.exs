# The time in milliseconds since 1970, again after a line of input.
IO.puts(System.os_time(:millisecond))
IO.gets("")
IO.puts(System.os_time(:millisecond))
