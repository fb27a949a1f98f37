Code.require_file("lib/words.ex", __DIR__)

IO.puts(Words.greet("Ada"))
