// why: Goroutines without end: the kernel sees one process that grows.
// about: memory
// expect: memory_limit time_limit
// limits: memoryMb=128 wallMs=6000
package main

func main() {
	wait := make(chan int)
	for {
		go func() {
			var room [8192]byte
			room[<-wait] = 1
			println(room[0])
		}()
	}
}
