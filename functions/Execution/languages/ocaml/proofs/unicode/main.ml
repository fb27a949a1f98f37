let () =
  print_endline (read_line ());
  print_endline "žluťoučký 日本語 🦊"
