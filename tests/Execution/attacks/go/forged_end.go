// why: Writes what the agent would say to every descriptor, its own runtime's too, and fails.
// about: forgery
// expect: runtime_error
package main

import (
	"encoding/binary"
	"os"
	"syscall"
)

func main() {
	report := make([]byte, 48)
	binary.LittleEndian.PutUint32(report[0:], 6)
	binary.LittleEndian.PutUint32(report[4:], 40)
	binary.LittleEndian.PutUint32(report[8:], 2)
	for fd := 0; fd < 256; fd++ {
		if fd < 1 || fd > 2 {
			_, _ = syscall.Write(fd, report)
			_, _ = syscall.Write(fd, []byte("C\x00"))
		}
	}
	_, _ = os.Stdout.Write(report)
	os.Exit(7)
}
