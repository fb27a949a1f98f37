IO.puts("never")

IO.puts(missing)
