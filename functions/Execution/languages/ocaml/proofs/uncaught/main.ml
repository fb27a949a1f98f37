let half n =
  if n mod 2 = 1 then invalid_arg (Printf.sprintf "odd: %d" n);
  n / 2

let () = print_int (half 3)
