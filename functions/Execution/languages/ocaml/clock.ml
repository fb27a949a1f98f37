(* The time in milliseconds since 1970, again after a line of input. *)
let tell () = Printf.printf "%.0f\n%!" (Unix.gettimeofday () *. 1000.)

let () =
  tell ();
  ignore (read_line ());
  tell ()
