// why: Keeps everything it allocates.
// about: memory
// expect: memory_limit
// limits: memoryMb=128 wallMs=8000
// modes: A B
package main

import "fmt"

func main() {
	var kept [][]byte
	for i := 0; i < 128; i++ {
		block := make([]byte, 16<<20)
		for at := 0; at < len(block); at += 4096 {
			block[at] = 1
		}
		kept = append(kept, block)
	}
	fmt.Println("BREACH: two gigabytes", len(kept))
}
