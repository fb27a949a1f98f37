// why: One line of source, a program of gigabytes.
// about: compile
// expect: compile_error memory_limit time_limit
// limits: compileWallMs=8000
package main

import "fmt"

const many = 1 << 30

var block = [many]byte{many - 1: 1}
var other = [1 << 50]byte{7: 1}

func main() { fmt.Println(block[len(block)-1], other[7]) }
