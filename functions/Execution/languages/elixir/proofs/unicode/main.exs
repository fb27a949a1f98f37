IO.write(IO.gets(""))
IO.puts("žluťoučký 日本語 🦊")
