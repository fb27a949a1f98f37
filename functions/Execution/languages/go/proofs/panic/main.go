package main

import "fmt"

func half(n []int) int {
	return n[3] / 2
}

func main() {
	fmt.Println(half(nil))
}
