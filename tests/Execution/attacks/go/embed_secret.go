// why: The compiler can put files into the program.
// about: compile
// expect: compile_error
package main

import (
	_ "embed"
	"fmt"
)

//go:embed @SECRET_FILE@
var secret string

//go:embed ../etc/shadow
var shadow string

func main() { fmt.Println(secret, shadow) }
