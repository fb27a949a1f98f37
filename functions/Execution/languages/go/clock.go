// The time in milliseconds since 1970, again after a line of input.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func main() {
	fmt.Println(time.Now().UnixMilli())
	bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Println(time.Now().UnixMilli())
}
