// why: Starts itself again and again; each copy does the same.
// about: processes
// expect: time_limit runtime_error memory_limit
// limits: wallMs=2000
package main

import "os/exec"

func main() {
	for {
		_ = exec.Command("/proc/self/exe").Start()
	}
}
