package main

import "fmt"

func main() {
	fmt.Println("partial")
	for {
	}
}
