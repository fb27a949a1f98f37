let solve = function
  | [] -> "Hello, world!"
  | name :: _ -> Printf.sprintf "Hello, %s!" name

(* What is typed into the input box arrives on standard input. *)
let rec read_lines () =
  match read_line () with
  | line -> line :: read_lines ()
  | exception End_of_file -> []

let () = print_endline (solve (read_lines ()))
