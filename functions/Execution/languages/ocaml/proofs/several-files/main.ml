let () = print_endline (Words.greet "Ada")
