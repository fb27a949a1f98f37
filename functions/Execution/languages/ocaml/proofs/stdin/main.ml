let () =
  Scanf.scanf " %d %d" (fun a b ->
      let args = List.tl (Array.to_list Sys.argv) in
      Printf.printf "%d %s\n" (a + b) (String.concat "|" args))
