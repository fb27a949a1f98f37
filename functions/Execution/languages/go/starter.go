package main

import (
	"bufio"
	"fmt"
	"os"
)

func solve(lines []string) string {
	if len(lines) == 0 {
		return "Hello, world!"
	}
	return "Hello, " + lines[0] + "!"
}

func main() {
	// What is typed into the input box arrives on standard input.
	var lines []string
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		lines = append(lines, in.Text())
	}
	fmt.Println(solve(lines))
}
