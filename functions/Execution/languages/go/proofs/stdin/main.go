package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	var a, b int
	fmt.Scan(&a, &b)
	fmt.Println(a+b, strings.Join(os.Args[1:], "|"))
}
