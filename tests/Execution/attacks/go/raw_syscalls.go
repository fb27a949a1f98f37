// why: System calls by number, past every library.
// about: kernel
// expect: ok
package main

import (
	"fmt"
	"syscall"
	"unsafe"
)

func try(name string, number, a, b, c uintptr) {
	if result, _, errno := syscall.RawSyscall(number, a, b, c); errno == 0 {
		fmt.Println("BREACH:", name, result)
	}
}

func main() {
	var buffer [256]byte
	at := uintptr(unsafe.Pointer(&buffer[0]))
	tmp, none := []byte("/tmp\x00"), []byte("tmpfs\x00")
	for _, flag := range []uintptr{0x20000, 0x10000000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000, 0x80} {
		try("unshare", 272, flag, 0, 0)
	}
	try("mount", 165, uintptr(unsafe.Pointer(&none[0])), uintptr(unsafe.Pointer(&tmp[0])), uintptr(unsafe.Pointer(&none[0])))
	try("chroot", 161, uintptr(unsafe.Pointer(&tmp[0])), 0, 0)
	try("ptrace", 101, 16, 1, 0)
	try("bpf", 321, 0, at, 64)
	try("keyctl", 250, 0, 0xfffffffd, 1)
	try("io_uring_setup", 425, 8, at, 0)
	try("memfd_create", 319, at, 0, 0)
	try("memfd_secret", 447, 0, 0, 0)
	try("userfaultfd", 323, 1, 0, 0)
	try("perf_event_open", 298, at, 0, ^uintptr(0))
	try("fanotify_init", 300, 0, 0, 0)
	try("shmget", 29, 1, 4096, 0666|01000)
	try("swapon", 167, uintptr(unsafe.Pointer(&tmp[0])), 0, 0)
	try("iopl", 172, 3, 0, 0)
	try("acct", 163, uintptr(unsafe.Pointer(&tmp[0])), 0, 0)
	try("quotactl", 179, 0, 0, 0)
	try("sched_setscheduler", 144, 0, 1, at)
	try("x32 getpid", 0x40000000+39, 0, 0, 0)
	for family := uintptr(0); family < 46; family++ {
		if family != 1 && family != 2 && family != 10 {
			try(fmt.Sprint("socket family ", family), 41, family, 1, 0)
			try(fmt.Sprint("raw socket family ", family), 41, family, 3, 0)
		}
	}
	fmt.Println("contained")
}
