// why: Every address of the host, by every protocol that Go dials.
// about: sockets
// expect: ok
package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	for _, target := range [][2]string{
		{"tcp", "127.0.0.1:@TCP_PORT@"}, {"tcp", "[::1]:@TCP_PORT@"}, {"tcp", "127.0.1.1:@TCP_PORT@"}, {"tcp", "[::ffff:127.0.0.1]:@TCP_PORT@"},
		{"tcp", "0.0.0.0:@TCP_PORT@"}, {"tcp", "169.254.169.254:80"}, {"tcp", "168.63.129.16:80"}, {"unix", "@UNIX_PATH@"}, {"unix", "@@ABSTRACT@"},
	} {
		if connection, err := net.DialTimeout(target[0], target[1], 200*time.Millisecond); err == nil {
			fmt.Println("BREACH: reached", target, connection.RemoteAddr())
		}
	}
	if datagrams, err := net.Dial("udp", "169.254.169.254:53"); err == nil {
		if _, err := datagrams.Write([]byte("hello")); err == nil {
			fmt.Println("BREACH: there is a way out")
		}
	}
	fmt.Println("contained")
}
