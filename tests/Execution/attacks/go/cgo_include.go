// why: cgo would run a C compiler with flags of the program's choice.
// about: compile
// expect: compile_error
package main

/*
#cgo CFLAGS: -include @SECRET_FILE@
#cgo LDFLAGS: -Wl,--version -fplugin=/work/main.go
#include "/etc/shadow"
*/
import "C"

func main() {}
