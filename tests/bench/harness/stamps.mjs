// Programs that print the clock (milliseconds since 1970) and then sleep, five times, as a beginner would write it: nothing is flushed by hand.
const file = (path, text) => [{ path, text }];

export const stamps = {
  bash: file('main.sh', 'for i in 1 2 3 4 5; do date +%s%3N; sleep 0.2; done\n'),
  c: file('main.c', `#include <stdio.h>
#include <time.h>
int main(void) {
  for (int i = 0; i < 5; i++) {
    struct timespec now, pause = {0, 200000000};
    clock_gettime(CLOCK_REALTIME, &now);
    printf("%lld\\n", now.tv_sec * 1000LL + now.tv_nsec / 1000000);
    nanosleep(&pause, 0);
  }
}
`),
  cpp: file('main.cpp', `#include <chrono>
#include <iostream>
#include <thread>
int main() {
  for (int i = 0; i < 5; i++) {
    std::cout << std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count() << "\\n";
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}
`),
  csharp: file('Program.cs', `using System;
using System.Threading;
for (var i = 0; i < 5; i++)
{
    Console.WriteLine(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    Thread.Sleep(200);
}
`),
  go: file('main.go', `package main

import (
	"fmt"
	"time"
)

func main() {
	for i := 0; i < 5; i++ {
		fmt.Println(time.Now().UnixMilli())
		time.Sleep(200 * time.Millisecond)
	}
}
`),
  haskell: file('main.hs', `import Control.Concurrent (threadDelay)
import Control.Monad (replicateM_)
import Data.Time.Clock.POSIX (getPOSIXTime)

main :: IO ()
main = replicateM_ 5 $ do
  now <- getPOSIXTime
  print (floor (now * 1000) :: Integer)
  threadDelay 200000
`),
  java: file('Main.java', `public class Main {
    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.out.println(System.currentTimeMillis());
            Thread.sleep(200);
        }
    }
}
`),
  javascript: file('main.js', `const tick = (left) => {
  console.log(Date.now());
  if (left > 1) setTimeout(() => tick(left - 1), 200);
};
tick(5);
`),
  perl: file('main.pl', 'use Time::HiRes qw(time sleep);\nfor (1 .. 5) { printf "%.0f\\n", time * 1000; sleep 0.2; }\n'),
  php: file('main.php', '<?php\nfor ($i = 0; $i < 5; $i++) { echo (int) (microtime(true) * 1000), "\\n"; usleep(200000); }\n'),
  python: file('main.py', 'import time\nfor _ in range(5):\n    print(int(time.time() * 1000))\n    time.sleep(0.2)\n'),
  r: file('main.R', 'for (i in 1:5) {\n  cat(sprintf("%.0f\\n", as.numeric(Sys.time()) * 1000))\n  Sys.sleep(0.2)\n}\n'),
  ruby: file('main.rb', '5.times do\n  puts (Time.now.to_f * 1000).to_i\n  sleep 0.2\nend\n'),
  rust: file('main.rs', `use std::{thread, time::{Duration, SystemTime, UNIX_EPOCH}};
fn main() {
    for _ in 0..5 {
        println!("{}", SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis());
        thread::sleep(Duration::from_millis(200));
    }
}
`),
  tcl: file('main.tcl', 'for {set i 0} {$i < 5} {incr i} {\n  puts [clock milliseconds]\n  after 200\n}\n'),
  typescript: file('main.ts', `const tick = (left: number): void => {
  console.log(Date.now());
  if (left > 1) setTimeout(() => tick(left - 1), 200);
};
tick(5);
`),
};
