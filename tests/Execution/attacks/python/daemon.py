# why: A daemon in a session of its own that holds the output open and would work on after the run.
# about: daemons
# expect: ok
# modes: A B
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    for s in range(1, 32):
        if s not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(s, signal.SIG_IGN)
    if os.fork() == 0:
        time.sleep(1)
        print("BREACH: alive after the run", flush=True)
        time.sleep(60)
    os._exit(0)
print("main is done")
